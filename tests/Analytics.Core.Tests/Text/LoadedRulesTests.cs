using System.Reflection;
using System.Runtime.Loader;
using Analytics.Core.Acquisition;
using Analytics.Core.Agents;

namespace Analytics.Core.Tests.Text;

/// <summary>Rules that are built in until the host loads others: their first readers race with each other and with the host.</summary>
public sealed class LoadedRulesTests
{
    [Theory]
    [InlineData(typeof(AgentRules))]
    [InlineData(typeof(SourceCatalog))]
    public void All_first_readers_get_the_same_built_in_rules(Type rules)
    {
        for (var process = 0; process < 10; process++)
        {
            var read = FreshCopyOf(rules).GetProperty("Current", BindingFlags.Public | BindingFlags.Static)!;
            var found = new object?[4];
            using var together = new Barrier(found.Length);
            var readers = Enumerable
                .Range(0, found.Length)
                .Select(i => new Thread(() =>
                {
                    together.SignalAndWait();
                    found[i] = read.GetValue(null);
                }))
                .ToList();
            readers.ForEach(reader => reader.Start());
            readers.ForEach(reader => reader.Join());

            Assert.Single(found.Append(read.GetValue(null)).Distinct(ReferenceEqualityComparer.Instance));
        }
    }

    /// <summary>The type from an assembly that is loaded once more, whose static members nobody has read yet.</summary>
    private static Type FreshCopyOf(Type type) =>
        new AssemblyLoadContext(null).LoadFromAssemblyPath(type.Assembly.Location).GetType(type.FullName!)!;
}
