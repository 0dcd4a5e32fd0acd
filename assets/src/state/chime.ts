/** The sound of a new message: two soft strokes on a bowl, made here, so that no file is needed. */

/** Notes (Hz) and when they begin (s). */
const STROKES = [
  { pitch: 784, at: 0 },
  { pitch: 1047, at: 0.13 },
];
/** What rings along with a note: times its pitch, how loud, how long (s). */
const TONES = [
  { times: 1, loud: 0.16, long: 0.9 },
  { times: 2.76, loud: 0.05, long: 0.45 },
];
/** Milliseconds in which one sound is enough. */
const PAUSE = 2000;

let context: AudioContext | undefined;
let last = 0;

/** Rings once; silent where the engine wants the person to have touched the page before. */
export async function chime(): Promise<void> {
  if (Date.now() - last < PAUSE) return;
  last = Date.now();
  try {
    context ??= new AudioContext();
    await context.resume();
    const begin = context.currentTime + 0.02;
    for (const { pitch, at } of STROKES) {
      for (const tone of TONES) ring(context, pitch * tone.times, begin + at, tone);
    }
  } catch {
    // No sound here; the notice is seen all the same.
  }
}

function ring(audio: AudioContext, pitch: number, at: number, { loud, long }: { loud: number; long: number }): void {
  const tone = audio.createOscillator();
  const swell = audio.createGain();
  tone.frequency.value = pitch;
  swell.gain.setValueAtTime(0, at);
  swell.gain.linearRampToValueAtTime(loud, at + 0.006);
  swell.gain.exponentialRampToValueAtTime(0.0001, at + long);
  tone.connect(swell).connect(audio.destination);
  tone.start(at);
  tone.stop(at + long);
}
