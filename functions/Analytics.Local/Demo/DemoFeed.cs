using System.Net;
using System.Text.Json;
using Analytics.Local.Clients;
using Analytics.Web.Sites;

namespace Analytics.Local.Demo;

/// <summary>
/// Sends the demo's traffic to a server through the import: first the past, newest days first, then each event at its time.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="days">Number of past days that are sent.</param>
internal sealed class DemoFeed(ApiClient client, TimeProvider timeProvider, int days = DemoFeed.Year)
{
    /// <summary>The days of the demo.</summary>
    public const int Year = 365;

    // Visits added to those of the calendar, which are fewer than one a minute, so that a viewer of the page sees some.
    private const int ExtraVisitsPerMinute = 4;
    private const long PartOfMinute = 60_000 / ExtraVisitsPerMinute;
    private const long Step = 7919;
    private const string Path = "/api/events?import=true";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DemoTraffic _traffic = new();

    /// <summary>The first of the days of the shop that an earlier release counts; null if there are none.</summary>
    public DateOnly? EarlierFrom { get; init; }

    private DateOnly _nearDay;
    private IReadOnlyList<DemoVisit> _near = [];

    /// <summary>Registers the demo's sites with their goals and other definitions; existing sites stay unchanged.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        foreach (
            var (domain, zone) in new[]
            {
                (DemoTraffic.Shop, "Europe/Tallinn"),
                (DemoTraffic.Blog, "America/New_York"),
                ("new.example", "Etc/UTC"),
            }
        )
        {
            try
            {
                var json = JsonSerializer.Serialize(new SiteRequest { Domain = domain, Timezone = zone }, ClientJson.Default.SiteRequest);
                await client.PostAsync("/api/v1/sites", json, ClientJson.Default.SiteAnswer, cancellationToken);
                if (domain == DemoTraffic.Shop)
                {
                    await DemoDefinitions.SendAsync(
                        client,
                        DateOnly.FromDateTime(timeProvider.GetUtcNow().UtcDateTime),
                        cancellationToken
                    );
                }
            }
            catch (ApiClientException exception) when (exception.Status == HttpStatusCode.BadRequest)
            {
                // The site exists: the demo was started before.
                await client.GetAsync($"/api/v1/sites/{domain}", ClientJson.Default.SiteAnswer, cancellationToken);
            }
        }
    }

    /// <summary>Sends the days of the shop that an earlier release counts.</summary>
    public async Task SendEarlierAsync(CancellationToken cancellationToken)
    {
        using var lines = new DemoEventJson();
        for (var day = 0; day < DemoEarlierRelease.Days; day++)
        {
            foreach (var visit in _traffic.VisitsOf(EarlierFrom!.Value.AddDays(day)).Where(static visit => visit.Site == DemoTraffic.Shop))
            {
                lines.WriteAll(visit);
                if (lines.IsFull)
                {
                    await SendAsync(lines, cancellationToken);
                }
            }
        }

        await SendAsync(lines, cancellationToken);
    }

    /// <summary>
    /// Sends the year before now, except for the days that an earlier release counted. Days are sent whole and newest first, so that the
    /// page has something to show at once. Events that are sent again are recognized by their ids and change nothing.
    /// </summary>
    /// <param name="progress">Called with the number of days sent and the number of all days.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <param name="since">Time until which events were sent by an earlier start; null sends all.</param>
    /// <returns>Number of events sent.</returns>
    public async Task<long> SendPastAsync(Action<int, int> progress, CancellationToken cancellationToken, DateTimeOffset? since = null)
    {
        var now = timeProvider.GetUtcNow();
        var (from, to) = (since?.ToUnixTimeMilliseconds() ?? 0, now.ToUnixTimeMilliseconds());

        // A visit may continue on the day after its own, and the site's zone differs from UTC by up to a day.
        var last = since is { } resumed ? Math.Clamp((int)(now - resumed).TotalDays + 3, 0, days) : days;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        using var lines = new DemoEventJson();
        var sent = 0L;

        // The zones of the sites are at most a day ahead of UTC.
        for (var back = -1; back < last; back++)
        {
            var day = today.AddDays(-back);
            var isCounted = EarlierFrom is { } first && day >= first && day < first.AddDays(DemoEarlierRelease.Days);
            foreach (var visit in _traffic.VisitsOf(day).Where(visit => !isCounted || visit.Site != DemoTraffic.Shop))
            {
                for (var index = 0; index < visit.Events.Count && visit.Events[index].At <= to; index++)
                {
                    if (visit.Events[index].At > from)
                    {
                        lines.Write(visit, index);
                    }
                }

                if (lines.IsFull)
                {
                    sent += await SendAsync(lines, cancellationToken);
                }
            }

            progress(back + 2, last + 1);
        }

        return sent + await SendAsync(lines, cancellationToken);
    }

    /// <summary>Sends the incidents in the life of a shop, once.</summary>
    public Task SendIncidentsAsync(CancellationToken cancellationToken) =>
        new DemoIncidents(client, _traffic, timeProvider.GetUtcNow()).SendAsync(cancellationToken);

    /// <summary>Sends each event of the current day at its time, until cancelled.</summary>
    /// <param name="since">Time until which events were sent.</param>
    /// <param name="sentUntil">Called with the time until which all events are sent.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async Task SendPresentAsync(DateTimeOffset since, Action<DateTimeOffset> sentUntil, CancellationToken cancellationToken)
    {
        using var lines = new DemoEventJson();
        var extra = new List<DemoVisit>();
        using var timer = new PeriodicTimer(Beat, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = timeProvider.GetUtcNow();
            var (from, to) = (since.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
            extra.AddRange(ExtraVisits(from, to));
            foreach (var visit in Near(now).Concat(extra))
            {
                for (var index = 0; index < visit.Events.Count; index++)
                {
                    if (visit.Events[index].At > from && visit.Events[index].At <= to)
                    {
                        lines.Write(visit, index);
                    }
                }
            }

            extra.RemoveAll(visit => visit.Events[^1].At <= to);
            await SendAsync(lines, cancellationToken);
            since = now;
            sentUntil(now);
        }
    }

    /// <summary>A visit of the current day, moved to the beginning of a part of a minute.</summary>
    /// <param name="near">The visits of the current day and its neighbours, those of a site beside each other.</param>
    /// <param name="number">The number of the part since 1970.</param>
    internal static DemoVisit ExtraVisit(IReadOnlyList<DemoVisit> near, long number)
    {
        // A large step meets both sites within minutes.
        var visit = near[(int)(number * Step % near.Count)];
        var later = (number * PartOfMinute) - visit.Events[0].At;
        return visit with
        {
            Id = $"{visit.Id}-{number}",
            Visitor = $"{visit.Visitor}-{number}",
            Events = [.. visit.Events.Select(one => one with { At = one.At + later })],
        };
    }

    // One for each part of a minute that begins between the two times.
    private IEnumerable<DemoVisit> ExtraVisits(long from, long to)
    {
        for (var number = (from / PartOfMinute) + 1; number * PartOfMinute <= to && _near.Count > 0; number++)
        {
            yield return ExtraVisit(_near, number);
        }
    }

    // A visit that began before midnight may continue after it.
    private IReadOnlyList<DemoVisit> Near(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (today != _nearDay)
        {
            (_nearDay, _near) = (today, [.. Enumerable.Range(-1, 3).SelectMany(offset => _traffic.VisitsOf(today.AddDays(offset)))]);
        }

        return _near;
    }

    private async Task<int> SendAsync(DemoEventJson lines, CancellationToken cancellationToken)
    {
        var count = lines.Count;
        while (count > 0)
        {
            try
            {
                var receipt = await client.PostAsync(
                    Path,
                    lines.Bytes,
                    "application/x-ndjson",
                    null,
                    ClientJson.Default.BatchReceipt,
                    cancellationToken
                );
                if (receipt.Rejected is [var first, ..])
                {
                    throw new InvalidDataException($"The server refuses an event of the demo: {first.Message}");
                }

                break;
            }
            catch (ApiClientException exception) when (exception.IsTransient)
            {
                await Task.Delay(exception.RetryAfter ?? Pause, timeProvider, cancellationToken);
            }
        }

        lines.Clear();
        return count;
    }
}
