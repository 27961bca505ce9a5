using System.Text;
using Analytics.Core.Acquisition;
using Analytics.Core.Aggregation;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Aggregation;

public sealed class ReplacedSourcesTests
{
    [Fact]
    public void What_was_parsed_by_sources_that_are_not_in_use_any_more_is_forgotten()
    {
        var released = SourceCatalog.Current;
        using var reader = new StreamReader(typeof(SourceCatalog).Assembly.GetManifestResourceStream("sources.txt")!);
        var pool = new TextPool();
        var cache = new AcquisitionCache(pool);
        string Source() => pool.GetString(cache.Parse("https://example.com/"u8, "https://ocelot.example/"u8, fragmentPages: false).Source);
        string Channel(string source) => pool.GetString(cache.Channel(pool.Intern(Encoding.UTF8.GetBytes(source)), 0, 0, 0));
        Assert.Equal(("ocelot.example", "Referral"), (Source(), Channel("Ocelot")));

        // The release's with a line more, as other tests run beside this one.
        SourceCatalog.Current = SourceCatalog.Parse(reader.ReadToEnd() + "\n[Search]\nOcelot: ocelot.example\n");
        var replaced = (Source(), Channel("Ocelot"));
        SourceCatalog.Current = released;

        Assert.Equal(("Ocelot", "Organic Search"), replaced);
        Assert.Equal("ocelot.example", Source());
    }
}
