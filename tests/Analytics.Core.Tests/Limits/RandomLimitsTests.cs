namespace Analytics.Core.Tests.Limits;

/// <summary>No sequence of accepted requests, at and around every limit, makes any stage throw or loses an event.</summary>
public sealed class RandomLimitsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, RandomSeeds.Count(2))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_sequence_of_requests_makes_a_stage_throw_or_loses_an_event(int seed)
    {
        var random = new Random(seed);
        var requests = new LimitRequests(random);
        using var run = new LimitRun(
            new DateTimeOffset(2026, 5, 31, 20, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(600)),
            random.Next(1, 4)
        );
        foreach (var site in LimitRequests.Sites)
        {
            await run.RegisterAsync(site);
        }

        await run.RegisterAsync(LimitRequests.ForgetfulSite, retentionDays: 3);
        for (var request = random.Next(20, 40); request > 0; request--)
        {
            var isImport = random.Next(3) == 0;
            await run.SendAsync(requests.Batch(run.Now, isImport), isImport, random.Next(3) == 0, requests.Agent());
            run.Installation.Clock.SetNow(run.Now.AddSeconds(random.Next(1, 2_400)));
            if (random.Next(3) == 0)
            {
                await run.StepAsync(random.Next(5));
            }
        }

        await run.FinishAsync();
    }
}
