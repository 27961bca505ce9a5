using Analytics.Core.Tables;
using Analytics.Web.Errors;

namespace Analytics.Web.Tests.Errors;

public sealed class ApiFailureTests
{
    [Fact]
    public void A_full_disk_is_named_to_all_and_its_path_to_the_operator_alone()
    {
        var failure = ApiFailure.Of(new TablesFullException("/srv/data/tables.db cannot grow"));

        Assert.Equal(503, failure.Status);
        Assert.Contains("disk", failure.Answer.Error, StringComparison.Ordinal);
        Assert.Contains("free space", failure.Answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("/srv", failure.Answer.Error, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(5), failure.RetryAfter);
        Assert.True(failure.IsOurs);
    }
}
