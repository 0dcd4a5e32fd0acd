"""What somebody with bad intentions would call a room or themselves, or say: scripts, and a canary
in the page that sings when one runs."""

from __future__ import annotations

from typing import Any

from brs_kb.payloads import get_all_payloads
from playwright.sync_api import Page

#: Written for what this page does with words: Markdown, links, code, names in sentences.
OURS = [
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"><img src=x onerror='alert(1)'>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "{{alert(1)}}${alert(1)}{@html alert(1)}",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#x6A;avascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:alert(1))",
    "[a](file:///etc/passwd)",
    '[a](https://example.com/"onmouseover="alert(1))',
    "![a](http://192.0.2.1/pixel.png)",
    "![a](/pixel.png)",
    "<http://example.com/<script>alert(1)</script>>",
    "<javascript:alert(1)>",
    "javascript://example.com/%0aalert(1)",
    "https://example.com/javascript:alert(1)",
    '```"onload=alert(1)\n<script>alert(1)</script>\n```',
    "```html\n<img src=x onerror=alert(1)>\n```",
    "`<img src=x onerror=alert(1)>`",
    "| <script>alert(1)</script> |\n|---|\n| <svg onload=alert(1)> |",
    "[ref]: javascript:alert(1)\n\n[ref]",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>alert(1)</script>",
    "<style>@import 'http://192.0.2.1/x.css'</style>",
    "<link rel=stylesheet href=http://192.0.2.1/x.css>",
    "<meta http-equiv=refresh content=0;url=http://192.0.2.1/>",
    "<base href=http://192.0.2.1/>",
    "<form action=http://192.0.2.1/><button formaction=javascript:alert(1)>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)>",
    "sarangbang://join?v=1&room=<img src=x onerror=alert(1)>",
]


def scripts() -> list[str]:
    """Ours and those of a published collection, each once; none is empty or too long to say."""
    found = [str(entry.payload) for entry in get_all_payloads().values()]
    # A null byte is refused like every text that no store can hold; see tests of `say`.
    usable = (one for one in OURS + found if one.strip() and len(one) < 9000 and "\0" not in one)
    return list(dict.fromkeys(usable))


ARM = """() => {
  window.sung = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
    window[name] = (...what) => { sung.push(`${name}(${what})`); };
  }
  document.addEventListener('securitypolicyviolation', (event) => {
    sung.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
  window.armed = {
    scripts: document.scripts.length,
    head: document.querySelectorAll('link, meta, base, style').length,
  };
}"""

# What a person's words must never become, anywhere in the page.
LOOK = """() => {
  const wrong = [...sung];
  if (document.scripts.length !== armed.scripts) wrong.push('a script');
  const made = 'iframe, object, embed, frame, base, portal, math, video, audio, marquee, template';
  for (const element of document.querySelectorAll(made)) wrong.push(element.outerHTML);
  for (const element of document.body.querySelectorAll('style, link, meta')) {
    wrong.push(element.outerHTML);
  }
  for (const element of document.body.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const leads = ['href', 'src', 'action', 'formaction', 'xlink:href', 'srcset', 'background',
        'data', 'poster', 'srcdoc'].includes(name);
      const safe = /^(https?:|mailto:|sarangbang:|#)/i.test(value) && element.tagName === 'A';
      if (name.startsWith('on') || (leads && !safe)) wrong.push(`${name}=${value}`);
    }
  }
  return wrong;
}"""


class Canary:
    """Sits in a page from now on; `wrong` is what became of words."""

    def __init__(self, page: Page) -> None:
        self._page, self._address = page, page.url
        self.wrong: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.arm()

    def arm(self) -> None:
        """Again after the page was loaded anew."""
        self._page.evaluate(ARM)

    def look(self) -> None:
        """Look at the whole page as it is now."""
        self.wrong += self._page.evaluate(LOOK)
        assert self.wrong == []
        assert self._page.url == self._address

    def _dialog(self, dialog: Any) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, address: str) -> None:
        origin = "/".join(self._address.split("/", 3)[:3])
        path = address.removeprefix(origin)
        if not path.startswith(("/socket.io/", "/assets/", "/door/")):
            self.wrong.append(f"asked for: {address}")
