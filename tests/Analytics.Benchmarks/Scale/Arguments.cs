using System.Globalization;

namespace Analytics.Benchmarks.Scale;

/// <summary>Reads <c>--name N</c>.</summary>
internal static class Arguments
{
    /// <summary>The number after the name, or the default where the name is not given.</summary>
    public static int Option(this string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
