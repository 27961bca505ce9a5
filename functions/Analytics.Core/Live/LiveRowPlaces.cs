using System.Numerics;
using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>
/// The places of a live block's events by the first bits of their visitors' ids, so that a segment reads its own events alone. Takes 12
/// bytes an event. Thread-safe.
/// </summary>
internal sealed class LiveRowPlaces
{
    private const int MaxBits = 8;

    private readonly int _shift;
    private readonly int[] _starts;
    private readonly LiveRowPlace[] _places;

    /// <summary>Finds the places. O(rows).</summary>
    /// <param name="rows">The rows of the block.</param>
    /// <param name="events">Number of its events.</param>
    public LiveRowPlaces(ReadOnlySpan<byte> rows, int events)
    {
        // Some eight events for each prefix, so that the starts take little.
        var bits = Math.Clamp(BitOperations.Log2((uint)events | 1) - 3, 1, MaxBits);
        _shift = 64 - bits;
        _starts = new int[(1 << bits) + 1];
        var reader = new LiveRowReader(rows);
        while (reader.TryRead())
        {
            _starts[PrefixOf(reader.Visitor) + 1] += reader.IsTraffic ? 0 : 1;
        }

        for (var prefix = 1; prefix < _starts.Length; prefix++)
        {
            _starts[prefix] += _starts[prefix - 1];
        }

        _places = new LiveRowPlace[_starts[^1]];
        var next = _starts.ToArray();
        reader = new(rows);
        while (reader.TryRead())
        {
            if (!reader.IsTraffic)
            {
                _places[next[PrefixOf(reader.Visitor)]++] = reader.Place;
            }
        }
    }

    /// <summary>
    /// Returns the places of at least the events of some visitors; those of one visitor are in the order of the block.
    /// </summary>
    public ReadOnlySpan<LiveRowPlace> Of(VisitorRange visitors) =>
        _places.AsSpan(_starts[PrefixOf(visitors.First)].._starts[PrefixOf(visitors.Last) + 1]);

    private int PrefixOf(ulong visitor) => (int)(visitor >> _shift);
}
