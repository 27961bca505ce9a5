namespace Analytics.Core.Collection;

/// <summary>
/// The currency codes of ISO 4217 that can be used for payments, and those that were replaced since 1999, which the histories of shops
/// have. Funds, metals and test codes are left out.
/// </summary>
public static class Currencies
{
    private const string Codes =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC "
        + "CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK "
        + "JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR "
        + "MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
        + "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW "
        + "ZWG "
        + Replaced;

    private const string Replaced =
        "ADP AFA ANG ATS AZM BEF BYB BYR CSD CUC CYP DEM ECS EEK ESP FIM FRF GHC GRD HRK IEP ITL LTL LUF LVL MGF MRO MTL MZM NLG PTE "
        + "ROL RUR SDD SIT SKK SLL SRG STD TMM TPE TRL VEB VEF YUM ZMK ZWD ZWL ZWN ZWR";

    private static readonly HashSet<int> Known = [.. Codes.Split(' ').Select(code => Pack(code[0], code[1], code[2]))];

    /// <summary>Returns true if three letters, upper or lower case, are a currency code.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> code) =>
        code.Length == 3 && Known.Contains(Pack(code[0] & ~0x20, code[1] & ~0x20, code[2] & ~0x20));

    private static int Pack(int first, int second, int third) => (first << 16) | (second << 8) | third;
}
