using Analytics.Core.Acquisition;

namespace Analytics.Core.Tests.Acquisition;

public sealed class SourceCatalogTests
{
    private const string Small = """
        # A comment.
        [Search]
        Finder: =finder.* images.finder.example #find @com.finder.*

        [Social]
        Circle: circle.example

        [PaidSocial]
        Circle: ads.circle.example
        """;

    [Theory]
    [InlineData("finder.ee", "Finder")]
    [InlineData("finder.co.uk", "Finder")]
    [InlineData("finder.it.ao", "Finder")]
    [InlineData("mail.finder.ee", null)]
    [InlineData("finder.example.ee", null)]
    [InlineData("notfinder.ee", null)]
    [InlineData("de.images.finder.example", "Finder")]
    [InlineData("m.circle.example", "Circle")]
    [InlineData("shop.find", null)]
    [InlineData("find", null)]
    public void A_host_is_known_by_its_longest_key_and_never_by_a_tag(string host, string? name) =>
        Assert.Equal(name, SourceCatalog.Parse(Small).FindHost(host)?.Name);

    [Theory]
    [InlineData("FIND", "Finder", false)]
    [InlineData("finder", "Finder", false)]
    [InlineData("www.circle.example", "Circle", false)]
    [InlineData("circle-ads", "Circle", true)]
    [InlineData("circlead", "Circle", true)]
    [InlineData("ads.circle.example", "Circle", true)]
    [InlineData("broad", null, false)]
    [InlineData("ads", null, false)]
    public void A_tag_is_a_key_a_name_or_a_host_and_may_say_that_it_was_paid(string tag, string? name, bool isPaid)
    {
        var entry = SourceCatalog.Parse(Small).FindTag(tag);

        Assert.Equal((name, isPaid), (entry?.Name, entry?.IsPaid ?? false));
    }

    [Theory]
    [InlineData("com.finder.mobile.beta", "Finder")]
    [InlineData("com.finderx", null)]
    public void An_app_is_known_by_its_id_or_the_start_of_it(string id, string? name) =>
        Assert.Equal(name, SourceCatalog.Parse(Small).FindApp(id)?.Name);

    [Theory]
    [InlineData("[Serach]\nFinder: finder.example", "Line 1")]
    [InlineData("[Search]\nFinder finder.example", "Line 2")]
    public void A_line_that_cannot_be_read_is_named(string text, string line) =>
        Assert.Contains(line, Assert.Throws<FormatException>(() => SourceCatalog.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void No_key_of_the_catalog_that_came_with_the_release_stands_for_two_sources()
    {
        var lines = File.ReadAllLines(Repository.File("functions/Analytics.Core/Acquisition/sources.txt"));
        var keys = lines
            .Where(line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith('#'))
            .SelectMany(line =>
                line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            );

        Assert.Empty(keys.GroupBy(key => key).Where(group => group.Count() > 1).Select(group => group.Key));
    }
}
