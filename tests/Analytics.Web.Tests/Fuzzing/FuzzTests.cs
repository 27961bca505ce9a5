using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Analytics.Web.Clients;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Fuzzing;

/// <summary>
/// Requests that a seed makes, of every call and client protocol. ANALYTICS_FUZZ_INPUTS sets how many there are, ANALYTICS_FUZZ_SEED the
/// first seed; each seed makes 500.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int PerSeed = 500;
    private const int Usual = 3_000;

    // A host answers 500 requests with less: what is left of them is in its log and tables.
    private const long MaxBytesPerSeed = 256L << 20;

    // The given requests of clients are of this time and have this key.
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Clients = JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["clients"] = ClientProtocols.All.ToDictionary(protocol => protocol.Name, _ => (string[])["KEY-1"]),
        }
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_ends_in_an_error_of_the_server_and_every_refusal_says_why()
    {
        var (inputs, first) = (TestSetting.Number("ANALYTICS_FUZZ_INPUTS", Usual), TestSetting.Number("ANALYTICS_FUZZ_SEED", 1));
        var (statuses, wrong) = (new ConcurrentDictionary<HttpStatusCode, int>(), new ConcurrentQueue<string>());
        for (var seed = first; seed < first + (inputs / PerSeed) && wrong.Count < 20; seed++)
        {
            await PlayAsync(seed, statuses, wrong);
        }

        output.WriteLine(string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{(int)status.Key}: {status.Value}")));
        Assert.True(wrong.IsEmpty, string.Join("\n\n", wrong.Take(20)));
        Assert.True(
            statuses.ContainsKey(HttpStatusCode.OK)
                && statuses.ContainsKey(HttpStatusCode.Accepted)
                && statuses.ContainsKey(HttpStatusCode.BadRequest)
        );
    }

    private static async Task PlayAsync(int seed, ConcurrentDictionary<HttpStatusCode, int> statuses, ConcurrentQueue<string> wrong)
    {
        await using var host = await ApiHost.StartAsync();
        host.Time.SetNow(Now);
        await host.AddSiteAsync("shop.example");
        using var known = await host.PutAsync("/api/v1/sites/shop.example", Clients, ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        var generator = new RequestGenerator(new Random(seed));
        var before = GC.GetTotalMemory(forceFullCollection: false);
        for (var number = 0; number < PerSeed; number++)
        {
            var request = generator.Next();
            string? failure;
            try
            {
                using var answer = await request.SendAsync(host.Client, Cancel);
                statuses.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
                failure = await FailureAsync(request, answer);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                failure = $"No answer: {exception.Message}";
            }

            if (failure is not null)
            {
                wrong.Enqueue($"Seed {seed}, request {number}: {failure}\n{request}");
            }
        }

        if (GC.GetTotalMemory(forceFullCollection: true) - before is > MaxBytesPerSeed and var left)
        {
            wrong.Enqueue($"Seed {seed} leaves {left:N0} bytes.");
        }
    }

    private static async Task<string?> FailureAsync(FuzzedRequest request, HttpResponseMessage answer)
    {
        // The web server itself refuses a path with a zero, before anything of ours sees it.
        if (
            (int)answer.StatusCode < 400
            || (answer.StatusCode == HttpStatusCode.BadRequest && request.Address.Split('?')[0].Contains("%00", StringComparison.Ordinal))
        )
        {
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return answer.StatusCode >= HttpStatusCode.InternalServerError
            && (answer.StatusCode != HttpStatusCode.ServiceUnavailable || text.Length == 0)
                ? $"{(int)answer.StatusCode}: {text}"
            : answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict
            && Refusal.Lacks(request, text) is { } lacking
                ? $"{(int)answer.StatusCode} {lacking}: {text}"
            : null;
    }
}
