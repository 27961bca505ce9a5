using System.Diagnostics.CodeAnalysis;

namespace Analytics.Core.Sites;

/// <summary>Names of the first days of weeks.</summary>
public static class SiteWeek
{
    /// <summary>The name of the default.</summary>
    public const string Default = "monday";

    private static readonly string[] Names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// <summary>Returns the name of a day.</summary>
    public static string NameOf(DayOfWeek day) => Names[(int)day];

    /// <summary>Parses the name of a day.</summary>
    /// <param name="name">The name, in lower case.</param>
    /// <param name="day">The day.</param>
    /// <param name="problem">The problem and the remedy if the result is false.</param>
    public static bool TryParse(string name, out DayOfWeek day, [NotNullWhen(false)] out string? problem)
    {
        var index = Array.IndexOf(Names, name);
        day = (DayOfWeek)Math.Max(index, 0);
        problem =
            index >= 0
                ? null
                : $"week_start: '{(name.Length > 60 ? name[..60] + "…" : name)}' is no day; use one of {string.Join(", ", Names)}";
        return index >= 0;
    }
}
