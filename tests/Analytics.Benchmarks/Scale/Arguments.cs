using System.Globalization;

namespace Analytics.Benchmarks.Scale;

/// <summary>Reads <c>--name VALUE</c>.</summary>
internal static class Arguments
{
    /// <summary>The text after the name, or null where there is none.</summary>
    public static string? Option(this string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    /// <summary>The number after the name, or the default where the name is not given.</summary>
    public static int Option(this string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
