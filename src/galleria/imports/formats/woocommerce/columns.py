"""WooCommerce's columns under one name each.

The exporter translates its header into the language of whoever exports, so the same column has many
names. Left out on purpose: upsells and cross-sells, purchase notes, shipping classes, download
limits, and ``Meta:`` columns, in which plugins keep what only they understand.
"""

from collections.abc import Mapping

# English, German, French, Spanish, Russian; then other spellings, and the names in the REST API.
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "type": ("type", "typ", "tipo", "тип"),
    "sku": ("sku", "artikelnummer", "ugs", "артикул"),
    "gtin": (
        "gtin upc ean or isbn",
        "gtin upc ean oder isbn",
        "gtin upc ean ou isbn",
        "gtin upc ean o isbn",
        "gtin upc ean или isbn",
        "global unique id",
    ),
    "name": ("name", "nom", "nombre", "имя", "название"),
    "published": (
        "published",
        "veröffentlicht",
        "publié",
        "publicado",
        "опубликован",
        "опубликовано",
    ),
    "status": ("status",),
    "featured": (
        "is featured",
        "ist hervorgehoben",
        "mis en avant",
        "está destacado",
        "рекомендуемый",
    ),
    "visibility": (
        "visibility in catalog",
        "sichtbarkeit im katalog",
        "visibilité dans le catalogue",
        "visibilidad en el catálogo",
        "видимость в каталоге",
    ),
    "short description": (
        "short description",
        "kurzbeschreibung",
        "description courte",
        "descripción corta",
        "краткое описание",
        "короткое описание",
    ),
    "description": ("description", "beschreibung", "descripción", "описание"),
    "sale starts": (
        "date sale price starts",
        "datum an dem angebotspreis beginnt",
        "date de début de promo",
        "día en que empieza el precio rebajado",
        "дата начала действия скидки",
        "дата начала действия продажной цены",
    ),
    "sale ends": (
        "date sale price ends",
        "datum an dem angebotspreis endet",
        "date de fin de promo",
        "día en que termina el precio rebajado",
        "дата окончания действия скидки",
        "дата окончания действия продажной цены",
    ),
    "tax status": (
        "tax status",
        "steuerstatus",
        "état de la tva",
        "estado del impuesto",
        "статус налога",
    ),
    "in stock": ("in stock", "vorrätig", "en stock", "existencias", "наличие", "в наличии"),
    "stock": ("stock", "lager", "bestand", "inventario", "запасы", "запас", "stock quantity"),
    "backorders": (
        "backorders allowed",
        "lieferrückstande erlaubt",
        "lieferrückstände erlaubt",
        "autoriser les commandes de produits en rupture",
        "permitir reservas de productos agotados",
        "возможен ли предзаказ",
    ),
    "sale price": (
        "sale price",
        "angebotspreis",
        "tarif promo",
        "precio rebajado",
        "акционная цена",
        "цена распродажи",
    ),
    "regular price": (
        "regular price",
        "regulärer preis",
        "tarif régulier",
        "precio normal",
        "базовая цена",
    ),
    "price": ("price",),
    "cost": ("cost of goods",),
    "categories": ("categories", "kategorien", "catégories", "categorías", "категории"),
    "tags": ("tags", "schlagwörter", "étiquettes", "etiquetas", "метки"),
    "brands": ("brands", "marken", "marques", "marcas", "бренды"),
    "images": ("images", "bilder", "imágenes", "изображения", "all images"),
    "image": ("image", "main image"),
    "parent": ("parent", "übergeordnetes produkt", "superior", "родительский"),
    "parent id": ("parent id",),
    "parent name": ("parent name",),
    "grouped": (
        "grouped products",
        "gruppierte produkte",
        "groupes de produits",
        "productos agrupados",
        "сгруппированные товары",
    ),
    "external url": ("external url", "externe url", "url externe", "url externa", "внешний url"),
    "permalink": ("permalink",),
    "attributes": ("attributes",),
    "attribute # name": (
        "attribute # name",
        "attribut # name",
        "name des attributs #",
        "nom de l attribut #",
        "nombre del atributo #",
        "название атрибута #",
        "имя атрибута #",
    ),
    "attribute # value": (
        "attribute # value s",
        "attribut # wert e",
        "wert e des attributs #",
        "valeur s de l attribut #",
        "valor es del atributo #",
        "значения атрибутов #",
        "значения атрибута #",
    ),
    "attribute # visible": (
        "attribute # visible",
        "attribut # sichtbar",
        "attribut # visible",
        "atributo visible #",
        "видимость атрибута #",
    ),
}

_WEIGHT_WORDS = ("weight", "gewicht", "poids", "peso", "вес")
_WEIGHT_UNITS: Mapping[str, tuple[str, ...]] = {
    "kg": ("kg", "кг"),
    "g": ("g", "г"),  # noqa: RUF001 - the Russian letter
    "lbs": ("lbs", "lb"),
    "oz": ("oz",),
}
_DIMENSION_WORDS: Mapping[str, tuple[str, ...]] = {
    "length": ("length", "länge", "longueur", "longitud", "длина"),
    "width": ("width", "breite", "largeur", "anchura", "ширина"),
    "height": ("height", "höhe", "hauteur", "altura", "высота"),
}
_DIMENSION_UNITS = ("mm", "cm", "m", "in", "yd", "мм", "см", "м")

ALIASES: Mapping[str, str] = (
    {spelling: column for column, spellings in _SPELLINGS.items() for spelling in spellings}
    | {
        f"{word} {spelled}": f"weight {unit}"
        for word in _WEIGHT_WORDS
        for unit, spellings in _WEIGHT_UNITS.items()
        for spelled in spellings
    }
    | {
        f"{word} {unit}": column
        for column, words in _DIMENSION_WORDS.items()
        for word in words
        for unit in _DIMENSION_UNITS
    }
)

WEIGHTS = tuple(f"weight {unit}" for unit in _WEIGHT_UNITS)

# Which fields of our records each column feeds; a file without the column leaves them as they are.
FEEDS: Mapping[str, tuple[str, ...]] = {
    "description": ("description", "short description"),
    "brand": ("brands",),
    "categories": ("categories",),
    "collections": (),
    "tags": ("tags",),
    "attributes": ("attribute 1 name", "grouped", "external url", "length"),
    "status": ("published", "status"),
    "is_visible": ("published", "status", "visibility"),
    "is_promoted": ("featured",),
    "kind": ("type",),
    "seo_title": (),
    "seo_description": (),
    "images": ("images",),
    "sku": ("sku",),
    "barcode": ("gtin",),
    "weight_grams": WEIGHTS,
    "quantity": ("stock", "in stock"),
    "is_stock_tracked": ("stock", "in stock"),
    "price": ("regular price", "price"),
    "compare_at_price": ("sale price",),
    "cost": ("cost",),
    "requires_shipping": ("type",),
    "is_taxable": ("tax status",),
    "image": ("images", "image"),
}

SOURCES: Mapping[str, tuple[str, ...]] = {
    **FEEDS,
    "key": ("id", "parent id"),
    "title": ("name", "parent name"),
    "option_names": ("attribute 1 name", "attributes"),
    "options": ("attribute 1 value", "attributes"),
}
"""Where each field comes from; one that has no column of its own is not here."""
