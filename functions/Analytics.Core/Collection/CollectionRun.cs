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
/// The work on one request, from its bytes to segments and receipt, without waiting for anything. Reused from request to request, so that
/// good events allocate nothing. Not thread-safe.
/// </summary>
internal sealed class CollectionRun(
    ISiteDirectory directory,
    AgentCatalog agents,
    IPlaceFinder? places,
    DataCentres? dataCentres,
    int partitionCount
)
{
    // What nests deeply is skipped with its field: a reader that stops there can't go on with the next event.
    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = int.MaxValue };

    private readonly EventDraft _draft = new();
    private readonly VisitorResolver _visitors = new();
    private readonly PlaceResolver _places = new(places);
    private readonly TrafficCounts _traffic = new();
    private readonly DistinctTexts _distinct = new();
    private readonly List<ulong> _namedSites = [];
    private readonly ReceiptDraft _receipt = new();
    private CollectionContext _context = null!;
    private Agent _agent = Agent.None;
    private long _received;
    private int _lines;
    private int _brokenLines;

    public SiteResolver Sites { get; } = new(directory);

    public SegmentSet Segments { get; } = new(partitionCount);

    /// <summary>Prepares to read a request, or to read it again.</summary>
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
        _receipt.Clear();
        _lines = _brokenLines = 0;
    }

    /// <summary>Forgets the request: its address and user agent must not outlive it, its segments are the next one's.</summary>
    public void End()
    {
        _context = null!;
        _visitors.End();
        _places.End();
        _receipt.Clear();
        Segments.Reset();
        Sites.Reset();
    }

    /// <summary>The receipt of what was read.</summary>
    public CollectionReceipt Receipt() => _receipt.Finish();

    /// <summary>Reads a body that is one event.</summary>
    /// <returns>The reason for which the whole request is refused, or null.</returns>
    public CollectionProblem? ReadOne(ReadOnlySpan<byte> body) =>
        ReadWhole(Utf8Repair.WellFormed(BodySyntax.WithoutMark(body))) ?? Finish();

    /// <summary>Reads a body that is a JSON array or NDJSON.</summary>
    /// <returns>The reason for which the whole request is refused, or null.</returns>
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

    /// <summary>Reads the event that the text starts with. One that is damaged in itself is rejected.</summary>
    /// <returns>Its length in bytes; −1 if it can't be told where it ends.</returns>
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
                    $"The event is not JSON near byte {damagedAt} of it. Escape control characters in texts, and send numbers such as 1.5, never NaN."
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
                _brokenLines++;
                Reject(problem.Code, problem.Field, problem.Message);
            }

            _lines++;
        }

        // One broken line is one refused event; nothing but broken lines is no batch.
        return _brokenLines == _lines
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
                // The site's name and one that it had before are the same site.
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
                "exported_from is this site, which has the event already and would count it twice. Import it into another site; if the site's events were erased, leave exported_from out."
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
    /// Why an event is filtered; null if it is kept. A library, and whoever is in a data centre, is filtered unless the event says for
    /// whom it sends: then a person stands behind it. An import is of agents that others have logged, for which its key says nothing.
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
        for (var i = from; i < _draft.Warnings.Count; i++)
        {
            var (code, field, message) = _draft.Warnings[i];
            _receipt.Warn(_lines, code, field, message);
        }
    }

    private void RejectUnknown(ReadOnlySpan<byte> domain, bool wasLookedUp)
    {
        var code = wasLookedUp ? CollectionErrors.UnknownSite : CollectionErrors.TooManyUnknownSites;
        Reject(
            code,
            "domain",
            _receipt.IsFull ? ""
                : wasLookedUp
                    ? $"domain {EventDraft.Quote(domain)} is not registered{(_context.OnlySite is null ? "" : ", or the API key is for another site")}. Register the site, or correct the domain."
                : $"domain {EventDraft.Quote(domain)} was not looked up: the request names over {EventLimits.UnknownSites} unknown sites. Correct those; send this again apart."
        );
    }

    private void Write(SiteEntry site, Agent agent, long timestamp, ReadOnlySpan<byte> source)
    {
        var (visitor, previous) = _visitors.Resolve(_draft, source, site, timestamp);
        var partition = Partitioner.PartitionOf(site.Hash, Segments.PartitionCount);
        EventWriter.Write(
            Segments.For(partition),
            _draft,
            source,
            _context,
            site,
            agent,
            _places.Resolve(_draft, source),
            timestamp,
            visitor,
            previous
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
