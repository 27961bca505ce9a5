using System.Text;
using System.Text.Json;
using Analytics.Core.Agents;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Places;
using Analytics.Core.Sites;
using Analytics.Core.Text;
using Analytics.Core.Visitors;

namespace Analytics.Core.Collection;

/// <summary>
/// Reads one request: from its bytes to segments and receipt, without waiting. Reused from request to request, so that valid events
/// allocate nothing. Not thread-safe.
/// </summary>
internal sealed class CollectionRun(
    ISiteDirectory directory,
    AgentCatalog agents,
    IPlaceFinder? places,
    DataCentres? dataCentres,
    VisitorShares shares,
    int partitionCount
)
{
    // Unlimited, because deeply nested values are skipped with their field; a reader that stopped there could not read the next event.
    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = int.MaxValue };

    private readonly EventDraft _draft = new();
    private readonly VisitorResolver _visitors = new();
    private readonly PlaceResolver _places = new(places);
    private readonly TrafficCounts _traffic = new();
    private readonly DistinctTexts _distinct = new();
    private readonly ArrivalOrder _order = new();
    private readonly List<ulong> _namedSites = [];
    private readonly ReceiptDraft _receipt = new();
    private CollectionContext _context = null!;
    private Agent _agent = Agent.None;
    private long _received;
    private int _lines;
    private int _invalidLines;

    public SiteResolver Sites { get; } = new(directory);

    public SegmentSet Segments { get; } = new(partitionCount);

    /// <summary>Prepares to read a request, the first time or again.</summary>
    public void Begin(CollectionContext context, SaltSet salts)
    {
        _context = context;
        _received = context.ReceivedAt.ToUnixTimeMilliseconds();
        _agent = context.IsImport ? Agent.None : agents.Find(context.UserAgent.Span, context.ClientHints.Span);
        _visitors.Begin(context, salts);
        _places.Begin(context);
        Segments.Reset();
        _traffic.Reset();
        _distinct.Reset();
        _order.Reset();
        _receipt.Clear();
        _lines = _invalidLines = 0;
    }

    /// <summary>Clears the request: its address and user agent must not stay in memory, and its segments are reused.</summary>
    public void End()
    {
        _context = null!;
        _visitors.End();
        _places.End();
        _receipt.Clear();
        Segments.Reset();
        Sites.Reset();
    }

    /// <summary>Returns the receipt of the events that were read.</summary>
    public CollectionReceipt Receipt() => _receipt.Finish();

    /// <summary>Reads a body that is one event.</summary>
    /// <returns>The reason why the whole request is refused, or null.</returns>
    public CollectionProblem? ReadOne(ReadOnlySpan<byte> body) =>
        ReadWhole(Utf8Repair.WellFormed(BodySyntax.WithoutMark(body))) ?? Finish();

    /// <summary>Reads a body that is a JSON array or NDJSON.</summary>
    /// <returns>The reason why the whole request is refused, or null.</returns>
    public CollectionProblem? ReadBatch(ReadOnlySpan<byte> body)
    {
        body = Utf8Repair.WellFormed(BodySyntax.WithoutMark(body));
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return (start >= 0 && body[start] == '[' ? ReadArray(body, start + 1) : ReadLines(body)) ?? Finish();
    }

    private CollectionProblem? Finish()
    {
        _traffic.WriteTo(Segments);
        return null;
    }

    /// <summary>Reads a text that is one event and nothing else.</summary>
    private CollectionProblem? ReadWhole(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, JsonOptions);
        try
        {
            json.Read();
            EventParser.Read(ref json, text, _draft);

            // Throws if something follows; an event is collected only when its text is whole.
            json.Read();
        }
        catch (JsonException)
        {
            return BodySyntax.NotJson(_lines, text, (int)json.BytesConsumed);
        }

        Collect(text);
        return null;
    }

    private CollectionProblem? ReadArray(ReadOnlySpan<byte> body, int position)
    {
        position = BodySyntax.SkipSpace(body, position);
        if (position < body.Length && body[position] == ']')
        {
            return ReadEnd(body, position + 1);
        }

        while (true)
        {
            if (_lines == EventLimits.BatchEvents)
            {
                return BodySyntax.TooManyEvents();
            }

            var length = ReadElement(body[position..], out var damagedAt);
            if (length < 0)
            {
                return BodySyntax.NotJson(_lines, body, position + damagedAt);
            }

            _lines++;
            position = BodySyntax.SkipSpace(body, position + length);
            if (position < body.Length && body[position] == ',')
            {
                position = BodySyntax.SkipSpace(body, position + 1);
            }
            else
            {
                return position < body.Length && body[position] == ']'
                    ? ReadEnd(body, position + 1)
                    : BodySyntax.NotJson(_lines, body, position);
            }
        }
    }

    /// <summary>Reads the event at the start of the text. A damaged event is rejected on its own.</summary>
    /// <returns>Its length in bytes; −1 if its end cannot be determined.</returns>
    private int ReadElement(ReadOnlySpan<byte> text, out int damagedAt)
    {
        damagedAt = 0;
        var json = new Utf8JsonReader(text, JsonOptions);
        try
        {
            json.Read();
            EventParser.Read(ref json, text, _draft);
        }
        catch (JsonException)
        {
            damagedAt = (int)json.BytesConsumed;
            var length = DamagedJson.LengthOf(text);
            if (length >= 0)
            {
                Reject(
                    CollectionErrors.InvalidJson,
                    "",
                    $"The event is not JSON near byte {damagedAt} of it. Escape control characters in texts, "
                        + "and send numbers such as 1.5, never NaN."
                );
            }

            return length;
        }

        Collect(text);
        return (int)json.BytesConsumed;
    }

    private CollectionProblem? ReadEnd(ReadOnlySpan<byte> body, int position)
    {
        position = BodySyntax.SkipSpace(body, position);
        return position == body.Length ? null : BodySyntax.NotJson(_lines, body, position);
    }

    private CollectionProblem? ReadLines(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var line = (end < 0 ? body : body[..end]).Trim(" \t\r"u8);
            body = end < 0 ? default : body[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            if (_lines == EventLimits.BatchEvents)
            {
                return BodySyntax.TooManyEvents();
            }

            if (ReadWhole(BodySyntax.WithoutMark(line)) is { } problem)
            {
                _invalidLines++;
                Reject(problem.Code, problem.Field, problem.Message);
            }

            _lines++;
        }

        // A single invalid line is a refused event; a body of only invalid lines is not a batch.
        return _invalidLines == _lines
            ? new CollectionProblem(
                0,
                CollectionErrors.InvalidJson,
                "",
                "The body is neither a JSON array nor NDJSON in UTF-8. Send [{…}, {…}] or one JSON object a line."
            )
            : null;
    }

    private void Collect(ReadOnlySpan<byte> source)
    {
        EventValidator.Check(_draft, source, _context, _received);
        var domains = _draft.Text(source, _draft.Domain);
        if (_draft.Problem is null)
        {
            AddWarnings(from: 0);
        }

        if (!domains.Contains((byte)','))
        {
            CollectFor(domains, source);
            return;
        }

        if (domains.Count((byte)',') >= EventLimits.DomainsPerEvent)
        {
            Reject(
                CollectionErrors.TooManyDomains,
                "domain",
                $"domain names over {EventLimits.DomainsPerEvent} sites. Send several events."
            );
            return;
        }

        _namedSites.Clear();
        foreach (var range in domains.Split((byte)','))
        {
            CollectFor(domains[range], source, _namedSites);
        }
    }

    private void CollectFor(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> source, List<ulong>? named = null)
    {
        var wasLookedUp = true;
        var site = domain.IsEmpty ? null : Sites.Find(domain, out wasLookedUp);
        if (site is not null && named is not null)
        {
            if (named.Contains(site.Hash))
            {
                // The current and an earlier name of a site are the same site.
                return;
            }

            named.Add(site.Hash);
        }

        if (_context.OnlySite is { } only && site?.Site.Id != only)
        {
            site = null;
        }

        if (_draft.Problem is { } problem)
        {
            Reject(problem.Code, problem.Field, problem.Message);
            Count(site, TrafficKind.Refused, _received);
        }
        else if (site is null)
        {
            RejectUnknown(domain, wasLookedUp);
        }
        else if (
            _context.IsImport
            && !_draft.ExportedFrom.IsEmpty
            && Encoding.UTF8.GetString(_draft.Text(source, _draft.ExportedFrom)) == site.Site.Origin
        )
        {
            Reject(
                CollectionErrors.OwnExport,
                "exported_from",
                "exported_from is this site, which has the event already and would count it twice. Import it into another site; "
                    + "if the site's events were erased, leave exported_from out."
            );
        }
        else
        {
            var agent = _draft.HasUserAgent ? agents.Find(_draft.Text(source, _draft.UserAgent)) : _agent;
            var timestamp = _draft.HasTimestamp ? _draft.TimestampMilliseconds : _received;
            if (ReasonToFilter(agent, source) is { } reason)
            {
                _receipt.Filter(reason);
                Count(site, TrafficKind.Filtered, timestamp);
            }
            else
            {
                _receipt.Accept();
                var warnings = _draft.Warnings.Count;
                _distinct.Apply(_draft, source, site);
                AddWarnings(warnings);
                Write(site, agent, timestamp, source);
            }
        }
    }

    /// <summary>
    /// Returns the reason why an event is filtered; null if it is kept. Events of HTTP libraries and data centres are filtered unless the
    /// event identifies its visitor, because then it is sent on behalf of a person. The API key of an import does not identify anybody:
    /// its agents were logged by others.
    /// </summary>
    private string? ReasonToFilter(Agent agent, ReadOnlySpan<byte> source)
    {
        if (agent.Kind == AgentKind.Robot)
        {
            return FilterReasons.Bot;
        }

        if (
            !_draft.VisitorId.IsEmpty
            || _draft.VisitorHash is not null
            || (!_context.IsImport && (_context.HasKey || _draft.HasUserAgent))
        )
        {
            return null;
        }

        return agent.Kind == AgentKind.Library ? FilterReasons.Library
            : dataCentres?.Networks.Contains(_context.IsImport ? _draft.Text(source, _draft.Address) : _context.Address.Span) == true
                ? FilterReasons.DataCentre
            : null;
    }

    private void AddWarnings(int from)
    {
        foreach (var (code, field, message) in _draft.Warnings.Skip(from))
        {
            _receipt.Warn(_lines, code, field, message);
        }
    }

    private void RejectUnknown(ReadOnlySpan<byte> domain, bool wasLookedUp)
    {
        var otherSite = _context.OnlySite is null ? "" : ", or the API key is for another site";
        Reject(
            wasLookedUp ? CollectionErrors.UnknownSite : CollectionErrors.TooManyUnknownSites,
            "domain",
            _receipt.IsFull ? ""
                : wasLookedUp
                    ? $"domain {EventDraft.Quote(domain)} is not registered{otherSite}. Register the site, or correct the domain."
                : $"domain {EventDraft.Quote(domain)} was not looked up: {Sites.WhyNotLookedUp}"
        );
    }

    private void Write(SiteEntry site, Agent agent, long timestamp, ReadOnlySpan<byte> source)
    {
        var (visitor, previous) = _visitors.Resolve(_draft, source, site, timestamp);
        var share = shares.Take(visitor, timestamp, _received);
        Count(share == visitor ? null : site, TrafficKind.Shared, timestamp);
        EventWriter.Write(
            Segments.For(Partitioner.PartitionOf(site.Hash, Segments.PartitionCount)),
            _draft,
            source,
            _context,
            site,
            agent,
            _places.Resolve(_draft, source),
            _order.TimeOf(_draft, _context, visitor, timestamp),
            share,
            share == visitor ? previous : 0
        );
    }

    private void Count(SiteEntry? site, TrafficKind kind, long timestamp)
    {
        if (site is not null)
        {
            _traffic.Add(site, kind, timestamp);
        }
    }

    private void Reject(string code, string field, string message) => _receipt.Reject(_lines, code, field, message);
}
