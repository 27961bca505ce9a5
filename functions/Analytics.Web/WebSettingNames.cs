using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Analytics.Web;

/// <summary>
/// Rejects what the binder would leave out in silence: unknown sections beside that of <see cref="WebOptions"/>, unknown names in it, and
/// a list that is given as one value.
/// </summary>
internal sealed class WebSettingNames(IConfiguration configuration, IReadOnlyList<string> hostSections) : IValidateOptions<WebOptions>
{
    private readonly string[] _sections = [WebOptions.Section, .. hostSections];

    private static readonly Dictionary<string, Type> Settings = typeof(WebOptions)
        .GetProperties()
        .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        var problems = configuration
            .GetSection(ConfigurationPath.GetParentPath(WebOptions.Section)!)
            .GetChildren()
            .Where(section => !_sections.Contains(section.Path, StringComparer.OrdinalIgnoreCase))
            .Select(section =>
                $"{section.Path} is no setting and no section of settings; they are in {string.Join(" and ", _sections)}, "
                + $"as {VariableOf(WebOptions.Section)}__{nameof(WebOptions.ScanEvents)} in the environment."
            )
            .ToList();
        foreach (var setting in configuration.GetSection(WebOptions.Section).GetChildren())
        {
            if (!Settings.TryGetValue(setting.Key, out var type))
            {
                problems.Add($"{setting.Path} is no setting; the settings are {string.Join(", ", Settings.Keys.Order())}.");
            }
            else if (setting.Value is not null && type == typeof(IList<string>))
            {
                problems.Add(
                    $"{setting.Path} is a list; give each value by its number, as {VariableOf(setting.Path)}__0={setting.Value}."
                );
            }
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string VariableOf(string path) => path.Replace(":", "__", StringComparison.Ordinal);
}
