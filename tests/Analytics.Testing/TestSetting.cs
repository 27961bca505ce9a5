using System.Globalization;

namespace Analytics.Testing;

/// <summary>Environment variables that set how long tests search.</summary>
public static class TestSetting
{
    /// <summary>The number in a variable.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="usual">The number without the variable, or where it is no number of digits alone.</param>
    public static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : usual;
}
