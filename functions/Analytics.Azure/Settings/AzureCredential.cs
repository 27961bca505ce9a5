using Azure.Core;
using Azure.Identity;

namespace Analytics.Azure.Settings;

/// <summary>Creates the identity that all clients use: the function app's on Azure, the developer's elsewhere.</summary>
internal static class AzureCredential
{
    /// <param name="clientId">The user-assigned identity; null for the system-assigned one or a developer's.</param>
    public static TokenCredential Of(string? clientId) =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
}
