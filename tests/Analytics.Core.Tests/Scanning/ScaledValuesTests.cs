using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Sums of values that older releases accepted without a limit.</summary>
public sealed class ScaledValuesTests
{
    [Fact]
    public void A_sum_beyond_the_largest_number_stays_finite_in_a_sample()
    {
        var measures = new GroupMeasures();
        for (var i = 0; i < 3; i++)
        {
            measures.AddValue(1.7e308, budget: null);
        }

        var scaled = measures.Scaled(4);

        Assert.Equal((12, true, double.MaxValue), (scaled.ValueEvents, scaled.ValueSum!.IsFinite, scaled.ValueSum.Value));
    }
}
