namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The texts of a dimension that satisfy a predicate. The predicate is called once per distinct text of the site, for any number of
/// segments. Thread-safe.
/// </summary>
/// <param name="texts">The numbering of the texts.</param>
/// <param name="matches">The predicate; receives null for an absent property.</param>
internal sealed class WantedTexts(TextNumbers texts, Func<string?, bool> matches)
{
    // A text takes some microseconds, and one of a page against a pattern with many wildcards some hundred.
    private const int TextsBetweenLooks = 256;

    private readonly Lock _gate = new();

    // 0: not tested yet; 1: not wanted; 2: wanted.
    private byte[] _tested = [];

    /// <summary>Writes 1 for each wanted number and 0 for the others.</summary>
    /// <param name="numbers">The numbers of texts.</param>
    /// <param name="wanted">Receives a byte for each.</param>
    /// <param name="cancellationToken">Cancels between some texts.</param>
    /// <returns>True if any is wanted.</returns>
    public bool Mark(ReadOnlySpan<int> numbers, Span<byte> wanted, CancellationToken cancellationToken)
    {
        var any = false;
        lock (_gate)
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                if (i % TextsBetweenLooks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                var isWanted = Test(numbers[i]);
                wanted[i] = isWanted ? (byte)1 : (byte)0;
                any |= isWanted;
            }
        }

        return any;
    }

    private bool Test(int number)
    {
        if (number >= _tested.Length)
        {
            Array.Resize(ref _tested, Math.Max(number + 1, _tested.Length * 2));
        }

        ref var tested = ref _tested[number];
        if (tested == 0)
        {
            tested = matches(texts[number]) ? (byte)2 : (byte)1;
        }

        return tested == 2;
    }
}
