using Microsoft.Extensions.Configuration;

namespace Analytics.Azure.Settings;

/// <summary>An Azure resource: by its address, which is used with an identity, or by a connection string, for local work.</summary>
/// <param name="Setting">The setting's name.</param>
/// <param name="AddressName">The name of the address in it.</param>
/// <param name="Address">A host name or URI; null if not set.</param>
/// <param name="ConnectionString">The setting's own value; null if not set.</param>
public sealed record AzureEndpoint(string Setting, string AddressName, string? Address, string? ConnectionString)
{
    /// <summary>The address's setting as it is written in an app setting or environment variable.</summary>
    public string AddressSetting => $"{Setting}__{AddressName}";

    /// <summary>True if the address or the connection string is set.</summary>
    public bool IsSet => Address is not null || ConnectionString is not null;

    internal static AzureEndpoint Read(IConfiguration configuration, string setting, string addressName) =>
        new(setting, addressName, NullIfEmpty(configuration[$"{setting}:{addressName}"]), NullIfEmpty(configuration[setting]));

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
