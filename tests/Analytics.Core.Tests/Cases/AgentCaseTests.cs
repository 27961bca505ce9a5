namespace Analytics.Core.Tests.Cases;

public sealed class AgentCaseTests
{
    public static TheoryData<string> Names => CaseFile.Names("agents");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_agent_is_judged_and_named(string name)
    {
        var expected = CaseFile.Find("agents", name);
        using var site = await CaseSite.CreateAsync();

        var receipt = await site.ImportAsync(
            ("url", "https://s.example/p"),
            ("user_agent", expected.GetProperty("user_agent").GetString()!)
        );

        if (expected.GetProperty("expect").TryGetProperty("counted", out var counted))
        {
            Assert.Equal(counted.GetBoolean() ? (1, 0) : (0, 1), (receipt.Accepted, receipt.Filtered));
        }
        else
        {
            await site.AssertDimensionsAsync(expected.GetProperty("expect"));
        }
    }
}
