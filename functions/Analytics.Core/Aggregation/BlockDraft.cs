using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>The rows of one site and hour in a batch, before they become a live block. Reusable; not thread-safe.</summary>
internal sealed class BlockDraft(TextPool pool)
{
    private readonly List<TrafficCount> _traffic = [];
    private DraftMark _mark;
    private long _message;

    public RollupDraft Rows { get; } = new(pool);

    /// <summary>Counts of the site's refused and filtered events.</summary>
    public IReadOnlyList<TrafficCount> Traffic => _traffic;

    public int Site { get; private set; }

    public ulong SiteHash { get; private set; }

    public long Hour { get; private set; }

    /// <summary>True if it has neither events nor counts.</summary>
    public bool IsEmpty => Rows.EventCount == 0 && _traffic.Count == 0;

    public void Start(int site, ulong siteHash, long hour)
    {
        Site = site;
        SiteHash = siteHash;
        Hour = hour;
        _message = 0;
        _traffic.Clear();
        Rows.Clear();
    }

    public void AddTraffic(long second, TotalsMetric metric, int count) => _traffic.Add(new((int)(second - Hour), metric, count));

    /// <summary>Marks the current end, for <see cref="RollBack"/>, before a message adds its rows.</summary>
    /// <returns>False if the message has marked this draft already.</returns>
    public bool TryMark(long message)
    {
        if (_message == message)
        {
            return false;
        }

        (_message, _mark) = (message, new(Rows.Mark(), _traffic.Count));
        return true;
    }

    /// <summary>Removes everything that the last message added.</summary>
    public void RollBack()
    {
        Rows.RollBack(_mark.Rows);
        _traffic.RemoveRange(_mark.Traffic, _traffic.Count - _mark.Traffic);
    }

    private readonly record struct DraftMark(RollupDraftMark Rows, int Traffic);
}
