using System.Text;
using Analytics.Core.Agents;

namespace Analytics.Core.Tests.Agents;

public sealed class AgentCatalogTests
{
    [Fact]
    public void What_is_remembered_equals_what_is_parsed_however_small_the_memory()
    {
        var catalog = new AgentCatalog(capacity: 16);
        Parallel.For(
            0,
            4_000,
            i =>
            {
                var text = $"Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{i % 100}.0 Safari/537.36";
                var agent = catalog.Find(Encoding.UTF8.GetBytes(text));
                Assert.Equal(UserAgentParser.Parse(text), agent.Facts);
                Assert.False(agent.IsBot);
            }
        );
    }

    [Fact]
    public void An_agent_that_is_used_again_and_again_is_not_forgotten()
    {
        var catalog = new AgentCatalog(capacity: 8);
        var popular = Encoding.UTF8.GetBytes("Mozilla/5.0 (Windows NT 6.1) Firefox/27.0");
        var first = catalog.Find(popular);
        for (var i = 0; i < 500; i++)
        {
            catalog.Find(Encoding.UTF8.GetBytes("Mozilla/5.0 (X11; Linux) Firefox/" + i));
            Assert.Same(first, catalog.Find(popular));
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_judged_too() => Assert.True(new AgentCatalog().Find([0xff, 0xfe, 0x00, 0x80]).IsBot);
}
