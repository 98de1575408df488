"""What differs between the Länder in these pages: laws and the bodies one can turn to."""

from dataclasses import dataclass

from portal.municipalities import Municipality


@dataclass(frozen=True)
class LandLaw:
    """The laws and bodies of one Land. An address or e-mail is empty where none is known."""

    equality_law: str = ""
    accessibility_rules: str = ""
    mediation: str = ""
    mediation_law: str = ""
    mediation_address: str = ""
    mediation_email: str = ""
    data_law: str = ""
    data_authority: str = ""
    data_authority_address: str = ""


# NBGG §§ 9-9e with SchVO-NBGG; NDSG § 3.
_LOWER_SAXONY = LandLaw(
    equality_law="Niedersächsisches Behindertengleichstellungsgesetz (NBGG)",
    accessibility_rules="§§ 9 bis 9e NBGG",
    mediation="Schlichtungsstelle bei der oder dem Landesbeauftragten für Menschen mit "
    "Behinderungen in Niedersachsen",
    mediation_law="§ 9d NBGG",
    mediation_address="Hannah-Arendt-Platz 2, 30159 Hannover",
    mediation_email="schlichtungsstelle@ms.niedersachsen.de",
    data_law="§ 3 des Niedersächsischen Datenschutzgesetzes (NDSG)",
    data_authority="Die oder der Landesbeauftragte für den Datenschutz Niedersachsen",
    data_authority_address="Prinzenstraße 5, 30159 Hannover",
)
# BGG NRW §§ 10-10e with BITVNRW; DSG NRW § 3.
_NORTH_RHINE_WESTPHALIA = LandLaw(
    equality_law="Behindertengleichstellungsgesetz Nordrhein-Westfalen (BGG NRW)",
    accessibility_rules="§§ 10 bis 10e BGG NRW",
    mediation="Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen",
    mediation_law="§ 10d BGG NRW",
    mediation_email="ombudsstelle-barrierefreie-it@mags.nrw.de",
    data_law="§ 3 des Datenschutzgesetzes Nordrhein-Westfalen (DSG NRW)",
    data_authority="Die oder der Landesbeauftragte für Datenschutz und Informationsfreiheit "
    "Nordrhein-Westfalen",
    data_authority_address="Kavalleriestraße 2–4, 40213 Düsseldorf",
)
_BY_LAND = {"Niedersachsen": _LOWER_SAXONY, "Nordrhein-Westfalen": _NORTH_RHINE_WESTPHALIA}


def law_of(municipality: Municipality) -> LandLaw:
    """The law of the municipality's Land; in general words where we do not know it yet."""
    land = municipality.state
    return _BY_LAND.get(land) or LandLaw(
        equality_law=f"Behindertengleichstellungsgesetz des Landes {land}",
        accessibility_rules=f"Behindertengleichstellungsgesetz des Landes {land}",
        mediation=f"Schlichtungsstelle für barrierefreie Informationstechnik des Landes {land}",
        data_law=f"Landesdatenschutzgesetz ({land})",
        data_authority=f"Die oder der Landesbeauftragte für den Datenschutz ({land})",
    )


def head_of(municipality: Municipality) -> str:
    """The office that represents it in law (NKomVG § 86, GO NRW § 63). No person is named."""
    if municipality.kind == "Landkreis":
        return "Landrätin oder Landrat"
    if municipality.kind == "Samtgemeinde":
        return "Samtgemeindebürgermeisterin oder Samtgemeindebürgermeister"
    return "Bürgermeisterin oder Bürgermeister"


def supervisor_of(municipality: Municipality) -> str:
    """Who supervises it: the county; a county's supervisor is the Land (NKomVG § 171)."""
    if municipality.kind == "Landkreis":
        return f"Land {municipality.state}, Innenministerium"
    return f"{municipality.county}, Kommunalaufsicht"
