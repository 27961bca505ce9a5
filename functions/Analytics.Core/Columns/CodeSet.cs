using System.Runtime.CompilerServices;

namespace Analytics.Core.Columns;

/// <summary>The shape of a set of codes, which determines how rows are compared with it.</summary>
internal enum CodeSetShape
{
    None,
    All,
    One,
    Range,
    Few,
    Many,
}

/// <summary>A set of wanted codes, described by the cheapest shape of the set or its complement.</summary>
/// <remarks>
/// Dictionaries are sorted, so a condition on a prefix is a range of codes, and a negated condition is all codes except one or a range.
/// </remarks>
internal readonly ref struct CodeSet
{
    /// <summary>Maximum number of codes that are compared one by one.</summary>
    public const int MaxFew = 4;

    private CodeSet(CodeSetShape shape, ReadOnlySpan<byte> wanted, bool inverted)
    {
        Shape = shape;
        Wanted = wanted;
        Inverted = inverted ? ulong.MaxValue : 0;
    }

    public CodeSetShape Shape { get; }

    /// <summary>0 or 1 by code.</summary>
    public ReadOnlySpan<byte> Wanted { get; }

    /// <summary>All bits set if the shape describes the codes that are not wanted.</summary>
    public ulong Inverted { get; }

    /// <summary>The lowest code of the shape.</summary>
    public int Lowest { get; private init; }

    /// <summary>The highest code of the shape.</summary>
    public int Highest { get; private init; }

    /// <summary>The codes of <see cref="CodeSetShape.Few"/>; if there are fewer than four, the last one is repeated.</summary>
    public FewCodes Few { get; private init; }

    /// <summary>Creates the set of codes whose entry is not 0. Entries above 1 cause a copy.</summary>
    public static CodeSet Of(ReadOnlySpan<byte> wanted)
    {
        if (wanted.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            wanted = Array.ConvertAll(wanted.ToArray(), entry => Math.Min(entry, (byte)1));
        }

        var absent = wanted.Count((byte)0);
        if (absent == wanted.Length)
        {
            return new CodeSet(CodeSetShape.None, wanted, false);
        }

        if (absent == 0)
        {
            return new CodeSet(CodeSetShape.All, wanted, false);
        }

        var set = Describe(wanted, 1, wanted.Length - absent);
        var complement = Describe(wanted, 0, absent);
        return complement.Shape < set.Shape ? complement : set;
    }

    private static CodeSet Describe(ReadOnlySpan<byte> wanted, byte entry, int count)
    {
        var (lowest, highest) = (wanted.IndexOf(entry), wanted.LastIndexOf(entry));
        var shape =
            count == 1 ? CodeSetShape.One
            : highest - lowest + 1 == count ? CodeSetShape.Range
            : count <= MaxFew ? CodeSetShape.Few
            : CodeSetShape.Many;
        return new CodeSet(shape, wanted, entry == 0)
        {
            Lowest = lowest,
            Highest = highest,
            Few = shape == CodeSetShape.Few ? Collect(wanted, entry, lowest) : default,
        };
    }

    private static FewCodes Collect(ReadOnlySpan<byte> wanted, byte entry, int lowest)
    {
        var few = default(FewCodes);
        var code = lowest;
        for (var i = 0; i < MaxFew; i++)
        {
            few[i] = code;
            var next = wanted[(code + 1)..].IndexOf(entry);
            code += next < 0 ? 0 : 1 + next;
        }

        return few;
    }

    /// <summary>Four codes.</summary>
    [InlineArray(MaxFew)]
    internal struct FewCodes
    {
        private int _first;
    }
}
