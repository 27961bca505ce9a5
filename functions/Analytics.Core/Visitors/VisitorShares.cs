using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Analytics.Core.Hashing;

namespace Analytics.Core.Visitors;

/// <summary>
/// Bounds the events of one visitor id on one UTC day, so that nothing that keeps a visitor's rows together can grow without bound: the
/// events of a visitor beyond a limit are stored under further ids, the visitor's shares. Counts what this process has collected since the
/// last midnight, in at most some 4 MiB. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// events of the visitor a1b2…  on a day     1 to 100,000    100,001 to 200,000    200,001 to 300,000
/// are stored under the id                   a1b2…           a1f2…                 a232…
/// </code>
/// The ids differ in their first ten bits alone, by which rows are divided into segments and samples; so the shares of one visitor spread
/// over them, and are recognised. A limit that is a multiple of the events of a visit leaves the visits of a visitor whose events arrive
/// in order as they are.
/// </remarks>
internal sealed class VisitorShares
{
    /// <summary>Events of a visitor on a UTC day under one id.</summary>
    public const int MaxEvents = 100_000;

    private const int CellBits = 20;
    private const int CellsOfChunk = 1024;
    private const int MaxBusy = 65_536;
    private const long Day = 86_400_000;

    private readonly int _maxEvents;
    private volatile Counts _counts = new(0);

    /// <param name="maxEvents">Events of a visitor on a UTC day under one id.</param>
    public VisitorShares(int maxEvents = MaxEvents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvents, 2);
        _maxEvents = maxEvents;
    }

    /// <summary>Counts an event of a visitor.</summary>
    /// <param name="visitor">The visitor's id.</param>
    /// <param name="timestamp">The event's time in Unix milliseconds.</param>
    /// <param name="received">The time when the event was received.</param>
    /// <returns>The id under which the event is stored.</returns>
    public ulong Take(ulong visitor, long timestamp, long received)
    {
        var counts = _counts;
        if (counts.ReceivedOn != received / Day)
        {
            _counts = counts = new(received / Day);
        }

        var day = (int)(timestamp / Day);
        return VisitorIds.WithShare(visitor, counts.Take(visitor, day, _maxEvents) / _maxEvents);
    }

    /// <summary>
    /// Counts by cell, which visitors share, until there are half as many in a cell as a visitor may have; from then on by visitor, as if
    /// each had been the only one.
    /// </summary>
    private sealed class Counts(long receivedOn)
    {
        // A chunk is made when one of its cells is first counted in: few visitors take little memory.
        private readonly int[]?[] _chunks = new int[(1 << CellBits) / CellsOfChunk][];
        private readonly ConcurrentDictionary<(ulong Visitor, int Day), StrongBox<int>> _busy = new();

        public long ReceivedOn => receivedOn;

        /// <summary>Returns the number of events of the visitor before this one.</summary>
        public int Take(ulong visitor, int day, int maxEvents)
        {
            var few = maxEvents / 2;
            ref var cell = ref CellOf(visitor, day);
            if (Volatile.Read(ref cell) < few && Interlocked.Increment(ref cell) is var count && count <= few)
            {
                return count - 1;
            }

            if (!_busy.TryGetValue((visitor, day), out var own))
            {
                if (_busy.Count >= MaxBusy)
                {
                    return few;
                }

                own = _busy.GetOrAdd((visitor, day), _ => new(few));
            }

            return Interlocked.Increment(ref own.Value) - 1;
        }

        private ref int CellOf(ulong visitor, int day)
        {
            var (chunk, cell) = Math.DivRem((int)(XxHash64.Mix(visitor + (ulong)day) >> (64 - CellBits)), CellsOfChunk);
            var cells =
                Volatile.Read(ref _chunks[chunk])
                ?? Interlocked.CompareExchange(ref _chunks[chunk], new int[CellsOfChunk], null)
                ?? _chunks[chunk]!;
            return ref cells[cell];
        }
    }
}
