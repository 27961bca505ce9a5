using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Core.Alerts;
using Analytics.Core.DeadLetters;
using Analytics.Core.Queries.Scanning;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Alerts;

/// <summary>Alerts over the API with a receiver on this machine, a clock of the test and a site whose numbers the test sets.</summary>
public sealed class AlertsTests : IAsyncLifetime
{
    private const string Site = "example.com";
    private const string Address = $"/api/v1/sites/{Site}/alerts";

    private readonly GivenNumbers _numbers = new();
    private WebhookReceiver _receiver = null!;
    private ApiHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _host = await ApiHost.StartAsync(
            new Dictionary<string, string?> { ["Analytics:Web:AllowsLocalWebhooks"] = "true" },
            scanner: _numbers
        );
        await _host.AddSiteAsync(Site);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_spike_is_told_once_an_hour_with_a_signature_and_is_listed()
    {
        var secret = await CreateAsync("\"kind\":\"spike\",\"threshold\":100,\"hours\":4");
        _numbers.Hours = [20, 30, 20, 30, 50];
        await RunAsync();
        Assert.Empty(_receiver.Calls);

        // More than twice the average of 25.
        _numbers.Hours = [20, 30, 20, 30, 51];
        await Task.WhenAll(RunAsync(), RunAsync());
        await RunAsync();

        var (body, headers) = Assert.Single(_receiver.Calls);
        var timestamp = headers["X-Analytics-Timestamp"];
        Assert.Equal(_host.Time.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), timestamp);
        var expected = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(timestamp + "." + body))
        );
        Assert.Equal($"sha256={expected}", headers["X-Analytics-Signature"]);
        using var call = JsonDocument.Parse(body);
        Assert.Equal((51, 25), (call.RootElement.GetProperty("value").GetDouble(), call.RootElement.GetProperty("expected").GetDouble()));
        Assert.Contains("example.com had 51 pageviews", call.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);

        using var listed = await _host.GetAsync(Address, ApiHost.AdminKey);
        var alert = (await ApiHost.JsonAsync(listed)).GetProperty("alerts")[0];
        Assert.False(alert.TryGetProperty("secret", out _));
        var incident = Assert.Single(alert.GetProperty("incidents").EnumerateArray());
        Assert.Equal(headers["X-Analytics-Delivery"], incident.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.String, incident.GetProperty("delivered_at").ValueKind);

        _host.Time.Advance(TimeSpan.FromMinutes(59));
        await RunAsync();
        Assert.Single(_receiver.Calls);
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();
        Assert.Equal(2, _receiver.Calls.Count);
    }

    [Theory]
    [InlineData("Etc/UTC")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Europe/Berlin")]
    public async Task Hours_are_whole_and_an_hour_long_in_every_zone(string zone)
    {
        using var set = await _host.PutAsync($"/api/v1/sites/{Site}", $$"""{"timezone":"{{zone}}"}""", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var hour = new DateTimeOffset(2026, 10, 25, 1, 0, 0, TimeSpan.Zero);
        _host.Time.Advance(hour.AddMinutes(61) - _host.Time.Now);
        await CreateAsync("\"kind\":\"spike\",\"threshold\":100,\"hours\":4");
        _numbers.Hours = [20, 30, 20, 30, 51];

        await RunAsync();

        // Berlin has its second hour from 2 to 3 then.
        Assert.Equal(Enumerable.Range(-4, 5).Select(i => hour.AddHours(i).ToUnixTimeSeconds()), _numbers.BucketStarts);
        Assert.Equal(hour.AddHours(1).ToUnixTimeSeconds(), _numbers.To);
        Assert.Contains(
            "example.com had 51 pageviews from 01:00 to 02:00 UTC",
            Assert.Single(_receiver.Calls).Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_changed_alert_keeps_its_secret_and_its_past()
    {
        var secret = await CreateAsync("\"kind\":\"spike\",\"threshold\":100,\"hours\":4");
        _numbers.Hours = [20, 30, 20, 30, 51];
        await RunAsync();

        using var changed = await _host.PutAsync(
            $"{Address}/1",
            $$"""{"name":"Silence","kind":"drop","hours":4,"url":"{{_receiver.Url}}"}""",
            ApiHost.AdminKey
        );
        var alert = await ApiHost.JsonAsync(changed);
        Assert.Equal(
            ("1", "Silence", "drop", 50),
            (
                alert.GetProperty("id").GetString(),
                alert.GetProperty("name").GetString(),
                alert.GetProperty("kind").GetString(),
                alert.GetProperty("threshold").GetDouble()
            )
        );
        Assert.Single(alert.GetProperty("incidents").EnumerateArray());
        Assert.False(alert.TryGetProperty("secret", out _));

        _host.Time.Advance(TimeSpan.FromHours(1));
        _numbers.Hours = [20, 30, 20, 30, 5];
        await RunAsync();
        var (body, headers) = _receiver.Calls[^1];
        Assert.Contains("\"name\":\"Silence\",\"kind\":\"drop\"", body, StringComparison.Ordinal);
        Assert.Equal(
            $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(headers["X-Analytics-Timestamp"] + "." + body)))}",
            headers["X-Analytics-Signature"]
        );

        using var missing = await _host.PutAsync(
            $"{Address}/2",
            $$"""{"name":"Silence","kind":"silence","url":"{{_receiver.Url}}"}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var bad = await _host.PutAsync(
            $"{Address}/1",
            """{"name":"Silence","kind":"silence","url":"http://192.168.1.1/"}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task A_delivery_that_failed_is_tried_again_after_a_restart_with_the_same_id()
    {
        await CreateAsync("\"kind\":\"drop\",\"hours\":2");
        _numbers.Hours = [20, 20, 9];
        _receiver.Status = 500;
        await RunAsync();
        await RunAsync();
        Assert.Single(_receiver.Calls);
        Assert.Equal("The receiver answered 500.", (await IncidentAsync()).GetProperty("error").GetString());

        _receiver.Status = 204;
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        await ActivatorUtilities.CreateInstance<AlertRounds>(_host.Services).RunAsync(Stop);
        await RunAsync();

        Assert.Equal(2, _receiver.Calls.Count);
        Assert.Equal(_receiver.Calls[0].Headers["X-Analytics-Delivery"], _receiver.Calls[1].Headers["X-Analytics-Delivery"]);
        var incident = await IncidentAsync();
        Assert.Equal(
            (2, JsonValueKind.Null, JsonValueKind.Null),
            (
                incident.GetProperty("attempts").GetInt32(),
                incident.GetProperty("next_attempt").ValueKind,
                incident.GetProperty("error").ValueKind
            )
        );
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_given_up_after_twelve_attempts()
    {
        await CreateAsync("\"kind\":\"silence\"");
        _receiver.Status = 503;
        await RunAsync();
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            _host.Time.Advance(TimeSpan.FromMinutes(1));
            _numbers.Events = 1;
            await RunAsync();
        }

        Assert.Equal(AlertRounds.MaxAttempts, _receiver.Calls.Count);
        Assert.Equal(JsonValueKind.Null, (await IncidentAsync()).GetProperty("next_attempt").ValueKind);
    }

    [Fact]
    public async Task Silence_conversion_and_set_aside_events_are_told()
    {
        using var goal = await _host.PostAsync(
            $"/api/v1/sites/{Site}/goals",
            """{"goal_type":"event","event_name":"Signup"}""",
            ApiHost.AdminKey
        );
        Assert.True(goal.IsSuccessStatusCode);
        await CreateAsync("\"kind\":\"silence\",\"minutes\":30");
        await CreateAsync("\"kind\":\"conversion\",\"goal\":\"Signup\",\"threshold\":2.5");
        await CreateAsync("\"kind\":\"set_aside\"");
        _numbers.Events = 1;
        _numbers.Visitors = 400;
        _numbers.Converted = 10;
        await RunAsync();
        Assert.Empty(_receiver.Calls);

        (_numbers.Events, _numbers.Converted) = (0, 9);
        await _host
            .Services.GetRequiredService<DeadLetterTable>()
            .SetAsideAsync(
                new(DeadLetterStage.RollUp, Site, null, "x", DeadLetterReason.Of(new InvalidOperationException("x")), default),
                Stop
            );
        await RunAsync();

        Assert.Equal(
            ["conversion", "set_aside", "silence"],
            _receiver
                .Calls.Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("alert").GetProperty("kind").GetString())
                .Order()
        );
        Assert.Contains(_receiver.Calls, call => call.Body.Contains("2.25 % of the visitors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_alert_leaves_nothing_and_is_told_no_more()
    {
        await CreateAsync("\"kind\":\"silence\"");
        _receiver.Status = 500;
        await RunAsync();
        using var deleted = await _host.DeleteAsync($"{Address}/1", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        _host.Time.Advance(TimeSpan.FromHours(2));
        await RunAsync();

        Assert.Single(_receiver.Calls);
        Assert.DoesNotContain(
            _host.Tables.RowsOf(Core.Tables.TableNames.Sites),
            row => row.RowKey.StartsWith("incident", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(_host.Tables.RowsOf(Core.Tables.TableNames.Control), row => row.PartitionKey == "alerts");
    }

    [Fact]
    public async Task Without_the_setting_nothing_on_this_machine_is_called()
    {
        await using var host = await ApiHost.StartAsync();

        var error = await host
            .Services.GetRequiredService<IWebhookSender>()
            .SendAsync(new(_receiver.Url), "{}", new Dictionary<string, string>(), Stop);

        Assert.Contains("of this machine", error, StringComparison.Ordinal);
        Assert.Empty(_receiver.Calls);
    }

    private async Task<string> CreateAsync(string members)
    {
        using var created = await _host.PostAsync(Address, $"{{\"name\":\"n\",{members},\"url\":\"{_receiver.Url}\"}}", ApiHost.AdminKey);
        Assert.Equal("", created.IsSuccessStatusCode ? "" : await created.Content.ReadAsStringAsync(Stop));
        return (await ApiHost.JsonAsync(created)).GetProperty("secret").GetString()!;
    }

    private Task<(int Calls, bool HasRun)> RunAsync() => _host.Services.GetRequiredService<AlertRounds>().RunAsync(Stop);

    private async Task<JsonElement> IncidentAsync()
    {
        using var listed = await _host.GetAsync(Address, ApiHost.AdminKey);
        var incidents = (await ApiHost.JsonAsync(listed)).GetProperty("alerts")[0].GetProperty("incidents");
        return incidents[incidents.GetArrayLength() - 1];
    }

    /// <summary>Answers scans with the numbers that a test sets.</summary>
    private sealed class GivenNumbers : IRollupScanner
    {
        public double[] Hours { get; set; } = [];

        public double Events { get; set; }

        public double Visitors { get; set; }

        public double Converted { get; set; }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(1);

        public IReadOnlyList<long> BucketStarts { get; private set; } = [];

        public long To { get; private set; }

        public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            (BucketStarts, To) = (request.BucketStarts, request.To);
            return ValueTask.FromResult(
                ScanResult.Empty with
                {
                    Groups =
                        request.BucketStarts.Count > 1
                            ?
                            [
                                .. Hours.Select(
                                    (hour, i) =>
                                        new ScanGroup
                                        {
                                            Bucket = i,
                                            Values = [],
                                            [ScanCounter.Pageviews] = hour,
                                        }
                                ),
                            ]
                            :
                            [
                                new ScanGroup
                                {
                                    Bucket = 0,
                                    Values = [],
                                    [ScanCounter.Events] = Events,
                                    [ScanCounter.Visitors] = request.Filter is null ? Visitors : Converted,
                                },
                            ],
                }
            );
        }
    }
}
