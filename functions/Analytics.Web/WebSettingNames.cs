using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Analytics.Web;

/// <summary>
/// Rejects names in the section of <see cref="WebOptions"/> that the binder would leave out in silence: unknown ones, and a list that is
/// given as one value.
/// </summary>
internal sealed class WebSettingNames(IConfiguration configuration) : IValidateOptions<WebOptions>
{
    private static readonly Dictionary<string, Type> Settings = typeof(WebOptions)
        .GetProperties()
        .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        var problems = new List<string>();
        foreach (var setting in configuration.GetSection(WebOptions.Section).GetChildren())
        {
            if (!Settings.TryGetValue(setting.Key, out var type))
            {
                problems.Add($"{setting.Path} is no setting; the settings are {string.Join(", ", Settings.Keys.Order())}.");
            }
            else if (setting.Value is not null && type == typeof(IList<string>))
            {
                var variable = setting.Path.Replace(":", "__", StringComparison.Ordinal);
                problems.Add($"{setting.Path} is a list; give each value by its number, as {variable}__0={setting.Value}.");
            }
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
