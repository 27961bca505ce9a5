using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>The receipt of a request under construction. Reused from request to request. Not thread-safe.</summary>
internal sealed class ReceiptDraft
{
    private readonly ProblemList _rejected = new();
    private readonly ProblemList _warnings = new();
    private int _accepted;
    private int _filtered;
    private SortedDictionary<string, int>? _filteredByReason;

    /// <summary>True if further rejections are only counted.</summary>
    public bool IsFull => _rejected.IsFull;

    /// <summary>Clears the request.</summary>
    public void Clear()
    {
        _rejected.Clear();
        _warnings.Clear();
        _accepted = _filtered = 0;
        _filteredByReason = null;
    }

    /// <summary>Counts an accepted event.</summary>
    public void Accept() => _accepted++;

    /// <summary>Counts a filtered event.</summary>
    /// <param name="reason">One of <see cref="FilterReasons"/>.</param>
    public void Filter(string reason)
    {
        _filtered++;
        _filteredByReason ??= new(StringComparer.Ordinal);
        _filteredByReason[reason] = _filteredByReason.GetValueOrDefault(reason) + 1;
    }

    /// <summary>Adds the reason why an event is refused.</summary>
    /// <param name="line">The event's position in the request, from 0.</param>
    /// <param name="code">One of <see cref="CollectionErrors"/>.</param>
    /// <param name="field">The field; empty for the event as a whole.</param>
    /// <param name="message">The value and the remedy.</param>
    public void Reject(int line, string code, string field, string message) => _rejected.Add(line, code, field, message);

    /// <summary>Adds a detail that was changed or dropped.</summary>
    /// <param name="line">The event's position in the request, from 0.</param>
    /// <param name="code">One of <see cref="CollectionErrors"/>.</param>
    /// <param name="field">The field.</param>
    /// <param name="message">The value and the remedy.</param>
    public void Warn(int line, string code, string field, string message) => _warnings.Add(line, code, field, message);

    /// <summary>Returns the receipt. Rejections and warnings share one limit of number and bytes, rejections first.</summary>
    public CollectionReceipt Finish()
    {
        var (problems, bytes) = (EventLimits.ListedProblems, EventLimits.ListedBytes);
        return new CollectionReceipt(
            null,
            _accepted,
            _filtered,
            _rejected.List(ref problems, ref bytes),
            _warnings.List(ref problems, ref bytes),
            _rejected.CountByCode(),
            _warnings.CountByCode()
        )
        {
            FilteredByReason = _filteredByReason ?? CollectionReceipt.NoProblems,
        };
    }
}
