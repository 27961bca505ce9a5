using System.Net;
using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.DeadLetters;

public sealed class DeadLettersTests : IAsyncLifetime
{
    private const string Path = "/api/v1/deadletters";
    private ApiHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DeadLetterTable Letters => _host.Services.GetRequiredService<DeadLetterTable>();

    public async ValueTask InitializeAsync() => _host = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Letters_are_listed_in_pages_and_by_stage_and_site_and_read_with_their_bytes()
    {
        for (var hour = 0; hour < 5; hour++)
        {
            await Letters.SetAsideAsync(Hour("a.example", hour), Stop);
            await Letters.SetAsideAsync(Hour("b.example", hour) with { Stage = DeadLetterStage.Reprocess }, Stop);
        }

        var (ids, path) = (new List<string>(), $"{Path}?limit=3");
        for (var page = 0; page < 10 && path.Length > 0; page++)
        {
            using var response = await _host.GetAsync(path, ApiHost.AdminKey);
            var answer = await ApiHost.JsonAsync(response);
            ids.AddRange(answer.GetProperty("letters").EnumerateArray().Select(letter => letter.GetProperty("id").GetString()!));
            path = answer.GetProperty("after").GetString() is { } after
                ? $"{Path}?limit=3&after={Uri.EscapeDataString(after)}"
                : string.Empty;
        }

        Assert.Equal((10, 10), (ids.Count, ids.Distinct().Count()));
        Assert.Equal(5, await CountAsync("?stage=reprocess"));
        Assert.Equal(5, await CountAsync("?site=a.example"));
        Assert.Equal(0, await CountAsync("?site=a.example&stage=reprocess"));

        using var shown = await _host.GetAsync($"{Path}/{Uri.EscapeDataString(ids[9])}", ApiHost.AdminKey);
        var letter = await ApiHost.JsonAsync(shown);
        Assert.Equal(
            ("rollup", "a.example", "OverflowException", "Too much.", 3, "AQID"),
            (
                letter.GetProperty("stage").GetString(),
                letter.GetProperty("site").GetString(),
                letter.GetProperty("error_type").GetString(),
                letter.GetProperty("error").GetString(),
                letter.GetProperty("bytes").GetInt32(),
                letter.GetProperty("payload").GetString()
            )
        );
    }

    [Fact]
    public async Task A_retried_message_is_in_the_log_once_however_often_the_retry_is_sent()
    {
        await Letters.SetAsideAsync(
            DeadLetter.OfMessage(new LogRecord(2, 7, _host.Time.Now, "message"u8.ToArray()), new OverflowException("Too much.")),
            Stop
        );

        using var retried = await _host.PostAsync($"{Path}/0002:0000000000000000007/retry", "{}", ApiHost.AdminKey);
        using var again = await _host.PostAsync($"{Path}/0002:0000000000000000007/retry", "{}", ApiHost.AdminKey);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (retried.StatusCode, again.StatusCode));
        Assert.Equal("message"u8.ToArray(), Assert.Single(_host.Log.Records(2)).Body.ToArray());
        Assert.Equal(0, await CountAsync(string.Empty));
    }

    [Fact]
    public async Task A_log_that_takes_nothing_leaves_the_letter_and_is_503()
    {
        await Letters.SetAsideAsync(
            DeadLetter.OfMessage(new LogRecord(2, 7, _host.Time.Now, "message"u8.ToArray()), new OverflowException("Too much.")),
            Stop
        );
        _host.Log.Refuse(2);

        using var refused = await _host.PostAsync($"{Path}/0002:0000000000000000007/retry", "{}", ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(1, await CountAsync(string.Empty));
    }

    [Theory]
    [InlineData("GET", "?stage=rolling", HttpStatusCode.BadRequest, "use one of aggregate, rollup, reprocess, query")]
    [InlineData("GET", "?limit=0", HttpStatusCode.BadRequest, "'0' is no whole number from 1 to 1000")]
    [InlineData("GET", "?after=x", HttpStatusCode.BadRequest, "no cursor")]
    [InlineData("GET", "/x", HttpStatusCode.NotFound, "list them at /api/v1/deadletters")]
    [InlineData("POST", "/0000:1/retry", HttpStatusCode.NotFound, "no dead letter '0000:1'")]
    [InlineData("POST", "/0009:0000000000000000001/retry", HttpStatusCode.Conflict, "the log has 4")]
    public async Task What_is_wrong_is_said(string method, string path, HttpStatusCode status, string message)
    {
        await Letters.SetAsideAsync(
            DeadLetter.OfMessage(new LogRecord(9, 1, _host.Time.Now, "message"u8.ToArray()), new OverflowException("Too much.")),
            Stop
        );

        using var response = await _host.SendAsync(
            new(method),
            Path + path,
            method == "POST" ? ApiHost.Text("{}", "application/json") : null,
            ApiHost.AdminKey
        );

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    private static DeadLetter Hour(string site, int hour) =>
        new(
            DeadLetterStage.RollUp,
            site,
            null,
            $"h|2026-03-10T{hour:D2}",
            DeadLetterReason.Of(new OverflowException("Too much.")),
            new byte[] { 1, 2, 3 }
        );

    private async Task<int> CountAsync(string query)
    {
        using var response = await _host.GetAsync(Path + query, ApiHost.AdminKey);
        return (await ApiHost.JsonAsync(response)).GetProperty("letters").GetArrayLength();
    }
}
