using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Core.Visitors;

namespace Analytics.Core.Collection;

/// <summary>
/// Determines the visitor ids of events. Caches the last one, because a batch is mostly of one visitor or site. Not thread-safe.
/// </summary>
internal sealed class VisitorResolver
{
    private const long Day = 86_400_000;
    private const long Overlap = 30 * 60_000;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private SaltSet _salts = null!;
    private CollectionContext _context = null!;
    private SiteEntry? _lastSite;
    private int _lastDay;
    private ulong _lastVisitor;

    public void Begin(CollectionContext context, SaltSet salts)
    {
        _context = context;
        _salts = salts;
        _lastSite = null;
    }

    /// <summary>Clears the request.</summary>
    public void End()
    {
        _context = null!;
        _salts = null!;
        _lastSite = null;
    }

    /// <summary>
    /// Returns the id of an event's visitor and, in the first half hour of a UTC day, the id under the salt of the day before.
    /// </summary>
    public (ulong Visitor, ulong Previous) Resolve(EventDraft draft, ReadOnlySpan<byte> source, SiteEntry site, long timestamp)
    {
        if (draft.VisitorHash is { } hash)
        {
            return (hash, draft.PreviousVisitorHash);
        }

        if (!draft.VisitorId.IsEmpty)
        {
            return (VisitorIds.Persistent(site.Utf8Id, draft.Text(source, draft.VisitorId)), 0);
        }

        var day = EpochDay + (int)(timestamp / Day);
        var isEarly = timestamp % Day < Overlap;
        if (_context.IsImport)
        {
            var address = draft.Text(source, draft.Address);
            var agent = draft.Text(source, draft.UserAgent);
            agent = agent[..Math.Min(agent.Length, EventLimits.UserAgentBytes)];
            return (
                VisitorIds.OfDay(_salts.ImportKey, day, site.Utf8Id, address, agent),
                isEarly ? VisitorIds.OfDay(_salts.ImportKey, day - 1, site.Utf8Id, address, agent) : 0
            );
        }

        if (draft.HasUserAgent || !draft.Address.IsEmpty)
        {
            var agent = draft.HasUserAgent ? draft.Text(source, draft.UserAgent) : _context.UserAgent.Span;
            var address = draft.Address.IsEmpty ? _context.Address.Span : draft.Text(source, draft.Address);
            return (Daily(day, site, address, agent), isEarly ? Daily(day - 1, site, address, agent) : 0);
        }

        return (OfRequest(site, day), isEarly ? Daily(day - 1, site, _context.Address.Span, _context.UserAgent.Span) : 0);
    }

    private ulong OfRequest(SiteEntry site, int day)
    {
        if (!ReferenceEquals(site, _lastSite) || day != _lastDay)
        {
            _lastVisitor = Daily(day, site, _context.Address.Span, _context.UserAgent.Span);
            _lastSite = site;
            _lastDay = day;
        }

        return _lastVisitor;
    }

    // The salt of the day before yesterday is deleted. A later event of that day still gets an id that is specific to its day, because
    // daily ids must never be equal on two days.
    private ulong Daily(int day, SiteEntry site, ReadOnlySpan<byte> address, ReadOnlySpan<byte> agent)
    {
        agent = agent[..Math.Min(agent.Length, EventLimits.UserAgentBytes)];
        return _salts.Find(day) is { } salt
            ? VisitorIds.Daily(salt, site.Utf8Id, address, agent)
            : VisitorIds.OfDay(_salts.TodaysSalt, day, site.Utf8Id, address, agent);
    }
}
