using Analytics.Core.Retention;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Interleaving;

namespace Analytics.Core.Tests.Retention;

/// <summary>Retention of large days: what belongs to a day goes with it, its segments and the shards of its event ids too.</summary>
public sealed class RetainedSegmentsTests
{
    private const string FirstDay = "2026-03-30";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_day_goes_with_its_segments_and_the_shards_of_its_ids_and_the_next_stays_as_it_is(bool isAged)
    {
        var site = await InterleavedSite.SendAsync(InterleavedSite.InSegments);
        await site.SettleAsync();
        if (isAged)
        {
            await site.AgeAsync();
        }

        var before = Rows(site);
        Assert.True(before.Keys.Count(key => key.StartsWith($"p|d|{FirstDay}|", StringComparison.Ordinal)) > 2);
        Assert.Equal(isAged, before.Keys.Any(key => key.StartsWith($"p|d|{FirstDay}|i", StringComparison.Ordinal)));
        var sites = new SiteRegistry(site.Tables, site.Clock);
        await sites.CreateAsync(
            new(InterleavedSite.Site, "Etc/UTC", InterleavedSite.FirstDay)
            {
                RetentionDays = (int)(site.Clock.Now.AddHours(-26) - InterleavedSite.End).TotalDays + 1,
            },
            Token
        );

        Assert.True(
            await new RollupRetention(site.Tables, sites, new(site.Tables, site.Clock), site.Clock, site.Options).RunAsync(Token) > 0
        );

        Assert.Equal(
            before.Where(row =>
                !row.Key.Contains(FirstDay, StringComparison.Ordinal) && !row.Key.Contains("m|", StringComparison.Ordinal)
            ),
            Rows(site)
        );
        var second = InterleavedSite.FirstDay.AddDays(1).ToUnixTimeSeconds();
        var question = Reading.All.First();
        Assert.Equal(
            await question.Expected([.. site.Events.Where(e => e.Second >= second)]),
            await question.AskAsync(new(site.Tables, new FixedSites(), 1, clock: site.Clock))
        );
    }

    private static SortedDictionary<string, string> Rows(InterleavedSite site) =>
        new(
            site.Tables.RowsOf(TableNames.Rollups)
                .Where(row => row.PartitionKey == InterleavedSite.Site)
                .ToDictionary(row => row.RowKey, row => row.ETag),
            StringComparer.Ordinal
        );
}
