using System.Collections.Concurrent;

namespace Analytics.Faults.Tests.Harness;

/// <summary>Counts of the faults and of the work in one or more scenarios. Thread-safe.</summary>
internal sealed class FaultCounts
{
    private readonly ConcurrentDictionary<FaultKind, long> _faults = [];
    private readonly ConcurrentDictionary<string, long> _work = new(StringComparer.Ordinal);

    public long Of(FaultKind kind) => _faults.GetValueOrDefault(kind);

    public long Of(string work) => _work.GetValueOrDefault(work);

    public void Add(FaultKind kind, long count = 1) => _faults.AddOrUpdate(kind, count, (_, before) => before + count);

    /// <summary>Counts work of the system, by name.</summary>
    public void Add(string work, long count = 1) => _work.AddOrUpdate(work, count, (_, before) => before + count);

    public void Add(FaultCounts other)
    {
        foreach (var (kind, count) in other._faults)
        {
            Add(kind, count);
        }

        foreach (var (work, count) in other._work)
        {
            Add(work, count);
        }
    }

    public override string ToString() =>
        string.Join(
            Environment.NewLine,
            Enum.GetValues<FaultKind>()
                .Select(kind => $"{kind, -20} {Of(kind), 12:N0}")
                .Concat(_work.OrderBy(work => work.Key, StringComparer.Ordinal).Select(work => $"{work.Key, -20} {work.Value, 12:N0}"))
        );
}
