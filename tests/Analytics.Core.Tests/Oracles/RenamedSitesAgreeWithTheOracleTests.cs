using System.Text.Json;
using Analytics.Core.Sites;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Oracles;

/// <summary>
/// Sites change their domains while events come under old and new ones, sent twice now and then. The oracle knows only when who had which
/// name: an event is of who has its name when it comes, and counts once.
/// </summary>
public sealed class RenamedSitesAgreeWithTheOracleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = ["a.example", "b.example", "c.example", "d.example"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Events_under_old_and_new_names_count_once_for_who_has_the_name(int seed)
    {
        var random = new Random(seed);
        using var installation = new Installation(Start);
        await installation.RegisterAsync("a.example");
        await installation.RegisterAsync("c.example");

        // Of each owner, the names that it has and until when.
        var owners = new Dictionary<string, List<(string Name, DateTimeOffset Until)>>
        {
            ["a.example"] = [("a.example", DateTimeOffset.MaxValue)],
            ["c.example"] = [("c.example", DateTimeOffset.MaxValue)],
        };
        var counted = owners.Keys.ToDictionary(owner => owner, _ => new HashSet<(string Id, string Visitor)>());
        for (var step = 0; step < 60; step++)
        {
            if (step % 5 == 4)
            {
                await ChangeAsync(installation, owners, counted, random);
            }

            await SendAsync(installation, owners, counted, random, step);
            installation.Clock.Advance(TimeSpan.FromHours(random.Next(1, 9)));
            await installation.AggregateAsync();
            if (random.Next(3) == 0)
            {
                await installation.RollUpAsync();
            }
        }

        await installation.RollUpAsync();
        await AgreeAsync(installation, counted);
        Assert.True(counted.Values.Count(events => events.Count > 0) >= 2);
        await installation.ReprocessAsync(Start, installation.Clock.Now);
        await AgreeAsync(installation, counted);
    }

    private static string? OwnerOf(
        Dictionary<string, List<(string Name, DateTimeOffset Until)>> owners,
        string name,
        DateTimeOffset now
    ) => owners.FirstOrDefault(owner => owner.Value.Any(one => one.Name == name && one.Until > now)).Key;

    /// <summary>Gives a site another name, or registers a name that nobody has.</summary>
    private static async Task ChangeAsync(
        Installation installation,
        Dictionary<string, List<(string Name, DateTimeOffset Until)>> owners,
        Dictionary<string, HashSet<(string Id, string Visitor)>> counted,
        Random random
    )
    {
        var now = installation.Clock.Now;
        var name = Names[random.Next(Names.Length)];
        var (owner, names) = owners.ElementAt(random.Next(owners.Count));
        if (OwnerOf(owners, name, now) is { } holder && holder != owner)
        {
            await Assert.ThrowsAsync<SiteNameException>(async () =>
                await installation.Sites.UpdateAsync(owner, site => site.Rename(name, now), TestContext.Current.CancellationToken)
            );
            return;
        }

        if (OwnerOf(owners, name, now) is null && random.Next(2) == 0)
        {
            var id = await installation.Sites.FreeIdAsync(name, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(id, owners.Keys);
            Assert.True(
                await installation.Sites.CreateAsync(
                    new Site(id, "Etc/UTC", now) { RenamedTo = id == name ? null : name },
                    TestContext.Current.CancellationToken
                )
            );
            owners[id] = [(name, DateTimeOffset.MaxValue)];
            counted[id] = [];
            return;
        }

        await installation.Sites.UpdateAsync(owner, site => site.Rename(name, now), TestContext.Current.CancellationToken);
        if (names.Find(one => one.Until == DateTimeOffset.MaxValue).Name is var before && before != name)
        {
            names.RemoveAll(one => one.Name == name || one.Name == before);
            names.Add((before, now + TimeSpan.FromHours(72)));
            names.Add((name, DateTimeOffset.MaxValue));
        }
    }

    private static async Task SendAsync(
        Installation installation,
        Dictionary<string, List<(string Name, DateTimeOffset Until)>> owners,
        Dictionary<string, HashSet<(string Id, string Visitor)>> counted,
        Random random,
        int step
    )
    {
        var now = installation.Clock.Now;
        for (var number = 0; number < 6; number++)
        {
            var (id, visitor) = ($"{step}-{random.Next(3)}", $"person {random.Next(4)}");
            id += visitor;
            var names = random.Next(4) == 0 ? $"{Names[random.Next(4)]},{Names[random.Next(4)]}" : Names[random.Next(4)];
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    domain = names,
                    name = "pageview",
                    url = "https://x.example/",
                    id,
                    visitor_id = visitor,
                    timestamp = now,
                }
            );
            var receipt = await installation.CollectAsync(body, isBatch: false);
            var takers = names.Split(',').Select(name => OwnerOf(owners, name, now)).ToList();
            Assert.Equal(takers.OfType<string>().Distinct().Count(), receipt.Accepted);
            foreach (var taker in takers.OfType<string>())
            {
                counted[taker].Add((id, visitor));
            }
        }
    }

    private static async Task AgreeAsync(Installation installation, Dictionary<string, HashSet<(string Id, string Visitor)>> counted)
    {
        foreach (var (owner, events) in counted)
        {
            var range =
                $"\"date_range\":[\"{Installation.Moment(Start.ToUnixTimeSeconds())}\",\"{Installation.Moment(installation.Clock.Now.ToUnixTimeSeconds())}\"]";
            var row = (
                await installation.AskAsync(owner.Split('~')[0], $"\"metrics\":[\"pageviews\",\"visitors\"],{range}", id: owner)
            ).Rows.SingleOrDefault();
            Assert.Equal((owner, events.Count), (owner, (int)(row?.Metrics[0] ?? 0)));
            Assert.Equal((owner, events.Select(one => one.Visitor).Distinct().Count()), (owner, (int)(row?.Metrics[1] ?? 0)));
        }
    }
}
