using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

public sealed class TimeSlotsTests
{
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_bucket_of_every_second_is_the_last_that_began_before_it(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            var grain = ((int[])[1, 60, 900, 3600, 86_400])[random.Next(5)];
            var from = Start + ((random.Next(-80_000, 80_000) / grain) * (long)grain);
            var to = from + ((random.Next(1, 200_000) / grain) * (long)grain) + grain;
            List<long> starts =
            [
                from,
                .. Enumerable.Range(0, random.Next(5)).Select(_ => from + ((random.Next((int)(to - from)) / grain) * (long)grain)),
            ];
            var request = new ScanRequest("s", from, to, [.. starts.Distinct().Order()], false, [], null, ScanNeeds.All);
            var min = random.Next(86_400);
            var max = random.Next(min, 3 * 86_400);

            var slots = new TimeSlots(request, Start, min, max);

            for (var second = min; second <= max; second += random.Next(1, 900))
            {
                var at = Start + second;
                var expected = at < from || at >= to ? TimeSlots.Outside : request.BucketStarts.Count(start => start <= at) - 1;
                Assert.True(expected == slots.Of(second), $"seed {seed}, {request}, {min} to {max}: second {second}");
            }
        }
    }
}
