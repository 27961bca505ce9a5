namespace Analytics.Core.Tests.Cases;

public sealed class ArrivalCaseTests
{
    public static TheoryData<string> Names => CaseFile.Names("arrivals");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_arrival_has_its_source_and_channel(string name)
    {
        var arrival = CaseFile.Find("arrivals", name);
        using var site = await CaseSite.CreateAsync();

        await site.ImportAsync(
            ("url", arrival.GetProperty("url").GetString()!),
            ("referrer", arrival.GetProperty("referrer").GetString()!)
        );

        await site.AssertDimensionsAsync(arrival.GetProperty("expect"));
    }
}
