using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Analytics.Core.Keys;
using Analytics.Core.Queries.Events;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Analytics.Web.Exports;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Exports;

/// <summary>Clients that hardly read an export, and so would keep its place from others without end.</summary>
public sealed class SlowReaderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(ExportPlace.PatienceSeconds);
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_slowest_of_all_gives_its_place_to_whoever_asks()
    {
        var admission = new ExportAdmission(_clock);
        var running = Enumerable.Range(0, ExportAdmission.Places).Select(i => Begin(admission, $"site{i}", $"key{i}")).ToList();
        await Task.WhenAll(running.Select((export, i) => export.SendAsync(1000 * (i == 5 ? 1 : i + 2))));
        foreach (var export in running)
        {
            export.BeginToSend(1);
        }

        _clock.Advance(Patience - TimeSpan.FromSeconds(1));
        Assert.Equal(503, Assert.Throws<ApiException>(() => Begin(admission, "ninth", "ninth")).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));

        using var ninth = Begin(admission, "ninth", "ninth");

        Assert.Equal([5], Enumerable.Range(0, running.Count).Where(i => running[i].Time.IsOver));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running[5].Sending);
        running.ForEach(export => export.Dispose());
    }

    [Fact]
    public async Task A_client_that_reads_fast_enough_keeps_its_place_and_loses_it_soon_after_it_stops()
    {
        var admission = new ExportAdmission(_clock);
        using var first = Begin(admission, "site", "key");
        using var second = Begin(admission, "site", "key");
        for (var second1 = 0; second1 < 600; second1++)
        {
            await SendForASecondAsync(first);
            await first.SendAsync(10 * ExportPlace.MinBytesPerSecond);
        }

        Assert.Equal(503, Assert.Throws<ApiException>(() => Begin(admission, "site", "another key")).Status);
        first.BeginToSend(1);
        _clock.Advance(2 * Patience + TimeSpan.FromSeconds(1));

        using var third = Begin(admission, "site", "another key");

        Assert.Equal((true, false), (first.Time.IsOver, second.Time.IsOver));
    }

    [Fact]
    public async Task A_client_is_slow_no_more_once_it_reads()
    {
        var admission = new ExportAdmission(_clock);
        using var first = Begin(admission, "site", "key");
        using var second = Begin(admission, "site", "key");
        first.BeginToSend(1);
        _clock.Advance(TimeSpan.FromHours(1));
        await first.TakeAsync();
        for (var seconds = 0; seconds < ExportPlace.PatienceSeconds; seconds++)
        {
            await SendForASecondAsync(first, 4);
        }

        Assert.Equal(503, Assert.Throws<ApiException>(() => Begin(admission, "site", "key")).Status);
    }

    [Fact]
    public void The_time_in_which_an_export_is_computed_is_not_its_clients()
    {
        var admission = new ExportAdmission(_clock);
        using var first = Begin(admission, "site", "key");
        using var second = Begin(admission, "site", "key");
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(503, Assert.Throws<ApiException>(() => Begin(admission, "site", "key")).Status);
    }

    [Fact]
    public void A_key_has_some_of_the_places_and_they_are_free_again_when_its_exports_end()
    {
        var admission = new ExportAdmission(_clock);
        var running = Enumerable.Range(0, ExportAdmission.PlacesOfKey).Select(i => Begin(admission, $"site{i}", "key")).ToList();

        var refused = Assert.Throws<ApiException>(() => Begin(admission, "site9", "key"));

        Assert.Contains("4 of the key", refused.Message, StringComparison.Ordinal);
        Begin(admission, "site9", "another key").Dispose();
        running[0].Dispose();
        Begin(admission, "site9", "key").Dispose();
    }

    [Fact]
    public async Task An_export_that_nobody_reads_is_broken_off_for_one_that_somebody_reads()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("example.com");
        var key = await host.AddKeyAsync(KeyScopes.Sites, "example.com");

        // More than the buffers of a connection hold.
        var given = (GivenEvents)host.Services.GetRequiredService<IEventReader>();
        given.Events.AddRange(Enumerable.Range(0, 100_000).Select(ExportLifetimeTests.Event));
        List<HttpResponseMessage> connections = [await BeginAsync(host, key), await BeginAsync(host, key)];
        var status = HttpStatusCode.ServiceUnavailable;
        for (var attempt = 0; attempt < 100 && status != HttpStatusCode.OK; attempt++)
        {
            host.Time.Advance(Patience);
            using var next = await BeginAsync(host, key);
            status = next.StatusCode;
            await Task.Delay(TimeSpan.FromMilliseconds(status == HttpStatusCode.OK ? 0 : 50), TimeProvider.System, Stop);
        }

        Assert.Equal(HttpStatusCode.OK, status);
        var ends = connections.ConvertAll(connection =>
            Record.ExceptionAsync(() => connection.Content.ReadAsByteArrayAsync(Stop).WaitAsync(TimeSpan.FromSeconds(20), Stop)).AsTask()
        );
        Assert.Contains(await Task.WhenAll(ends), end => end is HttpRequestException or IOException);
        connections.ForEach(connection => connection.Dispose());
    }

    private static Task<HttpResponseMessage> BeginAsync(ApiHost host, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sites/example.com/export");
        request.Headers.Authorization = new("Bearer", key);
        return host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    private RunningExport Begin(ExportAdmission admission, string site, string key)
    {
        var time = new AnswerTime(null, _clock, Stop);
        try
        {
            return new(admission.Enter(site, key, time), time);
        }
        catch
        {
            time.Dispose();
            throw;
        }
    }

    /// <summary>Sends what a client takes in a second that reads a little, or so many times, faster than it must.</summary>
    private async Task SendForASecondAsync(RunningExport export, int times = 1)
    {
        export.BeginToSend((times * ExportPlace.MinBytesPerSecond) + 100);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await export.TakeAsync();
    }

    /// <summary>An export whose client takes what it is sent when the test says so.</summary>
    private sealed class RunningExport(ExportPlace place, AnswerTime time) : IDisposable
    {
        private readonly Pipe _connection = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));

        public AnswerTime Time => time;

        public Task Sending { get; private set; } = Task.CompletedTask;

        public void BeginToSend(int bytes)
        {
            var writer = place.Measure(_connection.Writer);
            writer.Write(new byte[bytes]);
            Sending = writer.SendAsync(time.Token).AsTask();
        }

        public async Task TakeAsync()
        {
            _connection.Reader.AdvanceTo((await _connection.Reader.ReadAsync(Stop)).Buffer.End);
            await Sending;
        }

        public Task SendAsync(int bytes)
        {
            BeginToSend(bytes);
            return TakeAsync();
        }

        public void Dispose()
        {
            place.Dispose();
            time.Dispose();
        }
    }
}
