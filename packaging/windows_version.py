"""The version data of the Windows executables, as PyInstaller wants it."""

from __future__ import annotations


def version_data(version: str) -> str:
    """The text of a VSVersionInfo for `version`, like "0.1.0"."""
    numbers = [int(part) for part in version.split(".")[:4]]
    numbers += [0] * (4 - len(numbers))
    four = tuple(numbers)
    strings = {
        "CompanyName": "The Sarangbang authors",
        "FileDescription": "Sarangbang, chat on your own network",
        "FileVersion": version,
        "InternalName": "sarangbang",
        "LegalCopyright": "MIT licence",
        "OriginalFilename": "sarangbang.exe",
        "ProductName": "Sarangbang",
        "ProductVersion": version,
    }
    table = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    # 0x0409: English (United States); 1200: Unicode.
    return (
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3f, flags=0x0,\n"
        "    OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)),\n"
        f"  kids=[StringFileInfo([StringTable('040904B0', [{table}])]),\n"
        "    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])])\n"
    )
