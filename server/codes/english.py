"""The English words of spoken codes.

A list of our own: things one can picture, told apart by their first three letters and by more
than two slips of the tongue or the keyboard. A word that is taken out or put in makes versions of
the program misunderstand each other; tests/server/codes/test_words.py holds what the list must be.
"""

from __future__ import annotations

ENGLISH = """
acorn almond anchor apricot aquarium atlas autumn avocado balloon bamboo banjo basket beacon berry
bicycle biscuit blizzard blossom blueberry bonfire bottle bracelet bridge bronze brush buffalo
bundle butterfly cactus calendar camel cardinal castle cedar cello charcoal chestnut chimney
cinnamon circus clover coconut compass copper coral cotton cradle cricket crown crystal cucumber
cupboard curtain cushion daffodil daisy dandelion desert diamond dinner dolphin dragon dream earth
echo eclipse elbow elevator emerald engine envelope evening falcon feather fern fiddle field
firefly flamingo flute forest fossil fruit galaxy garden giraffe glacier goose grape guitar
hamster harvest helmet hoop horizon hotel iceberg igloo insect iris island ivory jaguar jasmine
jewel jigsaw jukebox juniper kangaroo keyboard kitchen kiwi koala ladder lantern lavender leaf
lemon leopard letter lilac lotus lunch magnet mandolin maple marathon mermaid metal midnight
mirror mitten monkey morning mountain muffin museum napkin nature nectar nest nickel noodle
notebook oasis oatmeal ocean octopus olive onion orange orchid origami ostrich palace pancake
papaya parrot peach pebble pelican pencil perfume piano picnic pigeon pirate planet pocket poppy
potato pretzel pumpkin puppet puzzle pyramid quartz queen quilt rabbit radio raisin ribbon rice
robin rooster ruby sailboat sandwich sapphire saucer scooter sculpture seagull shadow shell silver
sketch skyline sled snail snow sofa spark spider sponge spring squash stable summer sunset swan
syrup teapot telescope temple tennis thimble thunder timber toast topaz torch tower travel
treasure trombone trumpet tulip tunnel turtle umbrella unicorn vacation valley vanilla vessel
village vinegar violet volcano voyage waffle walnut wardrobe water wheat whistle willow wisdom
wizard wolf wonder woodland zebra zigzag
""".split()  # noqa: SIM905 - a list is read more easily without 512 quotes
