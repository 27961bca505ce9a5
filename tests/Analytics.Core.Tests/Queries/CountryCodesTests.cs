using Analytics.Core.Queries.Labels;

namespace Analytics.Core.Tests.Queries;

public sealed class CountryCodesTests
{
    /// <summary>
    /// The English names of territories in Unicode's CLDR, with its variants after a bar. Parts of countries have the code of the country.
    /// </summary>
    private const string Cldr = """
        AD Andorra
        AE United Arab Emirates
        AF Afghanistan
        AG Antigua & Barbuda
        AI Anguilla
        AL Albania
        AM Armenia
        AO Angola
        AQ Antarctica
        AR Argentina
        AS American Samoa
        AT Austria
        AU Australia
        AW Aruba
        AX Åland Islands
        AZ Azerbaijan
        BA Bosnia & Herzegovina|Bosnia
        BB Barbados
        BD Bangladesh
        BE Belgium
        BF Burkina Faso
        BG Bulgaria
        BH Bahrain
        BI Burundi
        BJ Benin
        BL St. Barthélemy
        BM Bermuda
        BN Brunei
        BO Bolivia
        BQ Caribbean Netherlands
        BR Brazil
        BS Bahamas
        BT Bhutan
        BV Bouvet Island
        BW Botswana
        BY Belarus
        BZ Belize
        CA Canada
        CC Cocos (Keeling) Islands
        CD Congo - Kinshasa|Congo (DRC)
        CF Central African Republic
        CG Congo - Brazzaville|Congo (Republic)
        CH Switzerland
        CI Côte d’Ivoire|Ivory Coast
        CK Cook Islands
        CL Chile
        CM Cameroon
        CN China
        CO Colombia
        CR Costa Rica
        CU Cuba
        CV Cape Verde|Cabo Verde
        CW Curaçao
        CX Christmas Island
        CY Cyprus
        CZ Czechia|Czech Republic
        DE Germany
        DJ Djibouti
        DK Denmark
        DM Dominica
        DO Dominican Republic
        DZ Algeria
        EC Ecuador
        EE Estonia
        EG Egypt
        EH Western Sahara
        ER Eritrea
        ES Spain|Canary Islands|Ceuta & Melilla
        ET Ethiopia
        FI Finland
        FJ Fiji
        FK Falkland Islands|Falkland Islands (Islas Malvinas)
        FM Micronesia
        FO Faroe Islands
        FR France|Clipperton Island
        GA Gabon
        GB United Kingdom|UK
        GD Grenada
        GE Georgia
        GF French Guiana
        GG Guernsey|Sark
        GH Ghana
        GI Gibraltar
        GL Greenland
        GM Gambia
        GN Guinea
        GP Guadeloupe
        GQ Equatorial Guinea
        GR Greece
        GS South Georgia & South Sandwich Islands
        GT Guatemala
        GU Guam
        GW Guinea-Bissau
        GY Guyana
        HK Hong Kong SAR China|Hong Kong
        HM Heard & McDonald Islands
        HN Honduras
        HR Croatia
        HT Haiti
        HU Hungary
        ID Indonesia
        IE Ireland
        IL Israel
        IM Isle of Man
        IN India
        IO British Indian Ocean Territory|Chagos Archipelago|Diego Garcia
        IQ Iraq
        IR Iran
        IS Iceland
        IT Italy
        JE Jersey
        JM Jamaica
        JO Jordan
        JP Japan
        KE Kenya
        KG Kyrgyzstan
        KH Cambodia
        KI Kiribati
        KM Comoros
        KN St. Kitts & Nevis
        KP North Korea
        KR South Korea
        KW Kuwait
        KY Cayman Islands
        KZ Kazakhstan
        LA Laos
        LB Lebanon
        LC St. Lucia
        LI Liechtenstein
        LK Sri Lanka
        LR Liberia
        LS Lesotho
        LT Lithuania
        LU Luxembourg
        LV Latvia
        LY Libya
        MA Morocco
        MC Monaco
        MD Moldova
        ME Montenegro
        MF St. Martin
        MG Madagascar
        MH Marshall Islands
        MK North Macedonia
        ML Mali
        MM Myanmar (Burma)|Myanmar
        MN Mongolia
        MO Macao SAR China|Macao
        MP Northern Mariana Islands
        MQ Martinique
        MR Mauritania
        MS Montserrat
        MT Malta
        MU Mauritius
        MV Maldives
        MW Malawi
        MX Mexico
        MY Malaysia
        MZ Mozambique
        NA Namibia
        NC New Caledonia
        NE Niger
        NF Norfolk Island
        NG Nigeria
        NI Nicaragua
        NL Netherlands
        NO Norway
        NP Nepal
        NR Nauru
        NU Niue
        NZ New Zealand|Aotearoa New Zealand
        OM Oman
        PA Panama
        PE Peru
        PF French Polynesia
        PG Papua New Guinea
        PH Philippines
        PK Pakistan
        PL Poland
        PM St. Pierre & Miquelon
        PN Pitcairn Islands
        PR Puerto Rico
        PS Palestinian Territories|Palestine
        PT Portugal
        PW Palau
        PY Paraguay
        QA Qatar
        RE Réunion
        RO Romania
        RS Serbia
        RU Russia
        RW Rwanda
        SA Saudi Arabia
        SB Solomon Islands
        SC Seychelles
        SD Sudan
        SE Sweden
        SG Singapore
        SH St. Helena|Ascension Island|Tristan da Cunha
        SI Slovenia
        SJ Svalbard & Jan Mayen
        SK Slovakia
        SL Sierra Leone
        SM San Marino
        SN Senegal
        SO Somalia
        SR Suriname
        SS South Sudan
        ST São Tomé & Príncipe
        SV El Salvador
        SX Sint Maarten
        SY Syria
        SZ Eswatini|Swaziland
        TC Turks & Caicos Islands
        TD Chad
        TF French Southern Territories
        TG Togo
        TH Thailand
        TJ Tajikistan
        TK Tokelau
        TL Timor-Leste|East Timor
        TM Turkmenistan
        TN Tunisia
        TO Tonga
        TR Türkiye|Turkey
        TT Trinidad & Tobago
        TV Tuvalu
        TW Taiwan
        TZ Tanzania
        UA Ukraine
        UG Uganda
        UM U.S. Outlying Islands
        US United States|US
        UY Uruguay
        UZ Uzbekistan
        VA Vatican City
        VC St. Vincent & Grenadines
        VE Venezuela
        VG British Virgin Islands
        VI U.S. Virgin Islands
        VN Vietnam
        VU Vanuatu
        WF Wallis & Futuna
        WS Samoa
        XK Kosovo
        YE Yemen
        YT Mayotte
        ZA South Africa
        ZM Zambia
        ZW Zimbabwe
        """;

    [Fact]
    public void Every_name_of_CLDR_has_its_code()
    {
        var countries = Cldr.Split('\n').Select(line => (Code: line[..2], Names: line.TrimEnd('\r')[3..].Split('|'))).ToList();

        Assert.Equal(250, countries.Count);
        Assert.All(
            countries,
            country => Assert.All(country.Names, name => Assert.Equal((name, country.Code), (name, CountryCodes.Of(name))))
        );
    }

    [Fact]
    public void Every_name_of_ours_has_its_code()
    {
        var letters = Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString()).ToList();
        var codes = letters
            .SelectMany(first => letters.Select(second => first + second))
            .Where(code => CountryNames.Of(code) != code)
            .ToList();

        Assert.Equal(250, codes.Count);
        Assert.All(codes, code => Assert.Equal(code, CountryCodes.Of(CountryNames.Of(code))));
    }

    /// <summary>Names of ISO 3166 and of older releases of Google Analytics and Matomo, in their spellings.</summary>
    [Theory]
    [InlineData("CI", "Cote D'Ivoire")]
    [InlineData("CI", "CÔTE D`IVOIRE")]
    [InlineData("CI", "Co\u0302te d\u02bcIvoire")]
    [InlineData("FK", "Falkland Islands (Malvinas)")]
    [InlineData("MK", "Macedonia (FYROM)")]
    [InlineData("MK", "Macedonia, the former Yugoslav Republic of")]
    [InlineData("CD", "Congo, The Democratic Republic of the")]
    [InlineData("CD", "Congo (Kinshasa)")]
    [InlineData("CG", "Congo (Brazzaville)")]
    [InlineData("CG", "Congo")]
    [InlineData("KP", "Korea, Democratic People's Republic of")]
    [InlineData("KR", "Korea (Republic of)")]
    [InlineData("FM", "Micronesia (Federated States of)")]
    [InlineData("VG", "Virgin Islands (British)")]
    [InlineData("VI", "Virgin Islands (U.S.)")]
    [InlineData("MF", "Saint Martin (French part)")]
    [InlineData("SX", "Sint Maarten (Dutch part)")]
    [InlineData("SH", "Saint Helena, Ascension and Tristan da Cunha")]
    [InlineData("VC", "Saint Vincent and the Grenadines")]
    [InlineData("GM", "The Gambia")]
    [InlineData("BS", "Bahamas, The")]
    [InlineData("NL", "The Netherlands")]
    [InlineData("VA", "Holy See (Vatican City State)")]
    [InlineData("RU", "Russian Federation")]
    [InlineData("CW", "Curacao")]
    [InlineData("RE", "Reunion")]
    [InlineData("AX", "Aland Islands")]
    [InlineData("VN", "Viet Nam")]
    [InlineData("TR", " turkey ")]
    [InlineData(null, "Congo (of an unknown kind)")]
    [InlineData(null, "Virgin Islands")]
    [InlineData(null, "Korea")]
    [InlineData(null, "Atlantis")]
    [InlineData(null, "(not set)")]
    [InlineData(null, "")]
    [InlineData(null, "(")]
    public void A_name_of_another_product_has_a_code(string? code, string name) => Assert.Equal(code, CountryCodes.Of(name));
}
