using Analytics.Local.Serving;

namespace Analytics.Local.Tests.Serving;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void Less_memory_than_a_server_needs_is_refused_with_the_remedy()
    {
        ProcessMemory.Require(ProcessMemory.FewestBytes);
        var error = Assert.Throws<IOException>(() => ProcessMemory.Require(ProcessMemory.FewestBytes - 1));

        Assert.StartsWith(
            "This process may use 127 MB of memory, and the server needs at least 128 MB.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("DOTNET_GCHeapHardLimit", error.Message, StringComparison.Ordinal);
    }
}
