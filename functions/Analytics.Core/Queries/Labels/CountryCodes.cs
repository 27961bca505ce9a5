using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Analytics.Core.Queries.Labels;

/// <summary>Finds the codes of countries by the English names that other products write. Thread-safe.</summary>
/// <remarks>
/// Names are compared by their words, without case, accents, punctuation, “the” and “and”, and “St.” is “Saint”:
/// <code>
/// Bosnia &amp; Herzegovina                 bosnia herzegovina
/// Côte d’Ivoire                        cote divoire
/// Virgin Islands (U.S.)                virgin islands us
/// Falkland Islands (Islas Malvinas)    falkland islands islas malvinas, otherwise falkland islands
/// </code>
/// </remarks>
public static class CountryCodes
{
    /// <summary>
    /// Names beside ours: those of Unicode's CLDR, which Google Analytics writes, of ISO 3166 and of older releases of several products.
    /// Parts that CLDR names for themselves have the code of their country.
    /// </summary>
    private static readonly (string Code, string[] Names)[] Others =
    [
        ("AE", ["UAE"]),
        ("BA", ["Bosnia"]),
        ("BL", ["Saint Barts"]),
        ("BN", ["Brunei Darussalam"]),
        ("BO", ["Bolivia, Plurinational State of"]),
        ("BQ", ["Bonaire, Sint Eustatius and Saba", "Bonaire, Saint Eustatius and Saba", "Bonaire"]),
        ("CC", ["Cocos Islands", "Keeling Islands"]),
        (
            "CD",
            [
                "Congo - Kinshasa",
                "Congo (DRC)",
                "Congo (Dem. Rep.)",
                "Congo, Democratic Republic of the",
                "Congo, Democratic Republic",
                "Democratic Republic of the Congo",
                "Zaire",
            ]
        ),
        ("CG", ["Congo - Brazzaville", "Congo (Republic)", "Congo, Republic of the", "Congo"]),
        ("CI", ["Ivory Coast"]),
        ("CN", ["People's Republic of China", "Mainland China", "China mainland"]),
        ("CV", ["Cabo Verde"]),
        ("CZ", ["Czech Republic"]),
        ("ES", ["Canary Islands", "Ceuta & Melilla"]),
        ("FK", ["Falkland Islands (Malvinas)", "Islas Malvinas"]),
        ("FM", ["Micronesia, Federated States of", "Federated States of Micronesia"]),
        ("FO", ["Faeroe Islands"]),
        ("FR", ["Clipperton Island"]),
        ("GB", ["UK", "Great Britain", "United Kingdom of Great Britain and Northern Ireland"]),
        ("GG", ["Sark"]),
        ("GS", ["South Georgia"]),
        ("HK", ["Hong Kong SAR China", "Hong Kong SAR"]),
        ("HM", ["Heard & McDonald Islands"]),
        ("IO", ["Chagos Archipelago", "Diego Garcia"]),
        ("IR", ["Iran, Islamic Republic of", "Islamic Republic of Iran"]),
        ("KP", ["Korea, Democratic People's Republic of", "Democratic People's Republic of Korea", "Korea, North"]),
        ("KR", ["Korea, Republic of", "Republic of Korea", "Korea, South"]),
        ("LA", ["Lao People's Democratic Republic", "Lao PDR"]),
        ("LY", ["Libyan Arab Jamahiriya"]),
        ("MD", ["Moldova, Republic of", "Republic of Moldova"]),
        ("MK", ["Macedonia", "Macedonia, The former Yugoslav Republic of", "Republic of North Macedonia"]),
        ("MM", ["Burma"]),
        ("MO", ["Macao", "Macao SAR China", "Macau SAR China", "Macao SAR", "Macau SAR"]),
        ("NL", ["Netherlands, Kingdom of the"]),
        ("NZ", ["Aotearoa New Zealand"]),
        ("PN", ["Pitcairn Islands"]),
        (
            "PS",
            [
                "Palestinian Territories",
                "Palestine, State of",
                "State of Palestine",
                "Palestinian Territory, Occupied",
                "Palestinian Territory",
            ]
        ),
        ("RU", ["Russian Federation"]),
        ("SH", ["Saint Helena", "Ascension Island", "Tristan da Cunha"]),
        ("SY", ["Syrian Arab Republic"]),
        ("SZ", ["Swaziland"]),
        ("TF", ["French Southern and Antarctic Lands"]),
        ("TL", ["East Timor"]),
        ("TR", ["Turkey"]),
        ("TW", ["Taiwan, Province of China"]),
        ("TZ", ["Tanzania, United Republic of", "United Republic of Tanzania"]),
        ("UM", ["United States Minor Outlying Islands", "US Minor Outlying Islands"]),
        ("US", ["US", "USA", "United States of America"]),
        ("VA", ["Holy See", "Holy See (Vatican City State)", "Vatican City State", "Vatican"]),
        ("VE", ["Venezuela, Bolivarian Republic of", "Bolivarian Republic of Venezuela"]),
        ("VG", ["Virgin Islands, British"]),
        ("VI", ["Virgin Islands, U.S.", "United States Virgin Islands"]),
        ("VN", ["Viet Nam"]),
        ("XK", ["Republic of Kosovo"]),
    ];

    private static readonly FrozenDictionary<string, string> Codes = CountryNames
        .All.Select(country => (country.Code, country.Name))
        .Concat(Others.SelectMany(country => country.Names.Select(name => (country.Code, Name: name))))
        .ToFrozenDictionary(country => WordsOf(country.Name), country => country.Code, StringComparer.Ordinal);

    /// <summary>Returns the code of a country.</summary>
    /// <param name="name">Its name in English, as one of the products writes it.</param>
    /// <returns>The two-letter code; null for an unknown name.</returns>
    public static string? Of(string name) =>
        Codes.GetValueOrDefault(WordsOf(name))
        ?? (
            // What is in parentheses is another name, except where it tells two countries apart.
            name.IndexOf('(')
                is > 0
                    and var at
            && WordsOf(name[..at]) is not "congo" and var words
                ? Codes.GetValueOrDefault(words)
                : null
        );

    private static string WordsOf(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (
                letter is '\'' or '’' or '‘' or 'ʼ' or '`' or '´' or '.'
                || char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark
            )
            {
                continue;
            }

            letters.Append(char.IsLetterOrDigit(letter) ? WithoutAccent(char.ToLowerInvariant(letter)) : ' ');
        }

        return string.Join(
            ' ',
            letters
                .ToString()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(static word => word is not ("the" or "and"))
                .Select(static word => word == "st" ? "saint" : word)
        );
    }

    // The program has no culture's data, without which texts are not decomposed.
    private static char WithoutAccent(char letter) =>
        letter switch
        {
            'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' => 'a',
            'ç' => 'c',
            'è' or 'é' or 'ê' or 'ë' => 'e',
            'ì' or 'í' or 'î' or 'ï' => 'i',
            'ñ' => 'n',
            'ò' or 'ó' or 'ô' or 'õ' or 'ö' or 'ø' => 'o',
            'ù' or 'ú' or 'û' or 'ü' => 'u',
            _ => letter,
        };
}
