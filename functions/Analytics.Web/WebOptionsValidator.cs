using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Bodies;
using Microsoft.Extensions.Options;

namespace Analytics.Web;

/// <summary>Rejects invalid settings at the start and names them.</summary>
internal sealed class WebOptionsValidator : IValidateOptions<WebOptions>
{
    private const int MaxConcurrentQueries = 1_000;
    private const int MaxQuerySeconds = 600;
    private const int MinAnswerSeconds = 10;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        var problems = new List<string>();
        if (options.AdminKey is { } key && key.Length is < ApiKeyRegistry.MinConfiguredLength or > ApiKeyRegistry.MaxLength)
        {
            problems.Add(
                $"{WebOptions.AdminKeyVariable} has {options.AdminKey.Length} characters; "
                    + $"give between {ApiKeyRegistry.MinConfiguredLength} and "
                    + $"{ApiKeyRegistry.MaxLength}, for example the output of: openssl rand -base64 32"
            );
        }

        if (options.AdminKey?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) == true)
        {
            problems.Add(
                $"{WebOptions.AdminKeyVariable} is a Key Vault reference that was not resolved; "
                    + "let the app's identity read the secret, then restart."
            );
        }

        if (options.StatsRequestsPerHour < 0)
        {
            problems.Add(
                $"{Setting(nameof(options.StatsRequestsPerHour))} is {options.StatsRequestsPerHour}; "
                    + "give 0 for no limit, or a positive number."
            );
        }

        if (options.SessionRequestsPerHour < 0)
        {
            problems.Add(
                $"{Setting(nameof(options.SessionRequestsPerHour))} is {options.SessionRequestsPerHour}; "
                    + "give 0 for no limit, or a positive number."
            );
        }

        var (least, most) = (BodyMemory.MinBytes / 1024 / 1024, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024);
        if (options.BodyMegabytes != 0 && (options.BodyMegabytes < least || options.BodyMegabytes > most))
        {
            problems.Add(
                $"{Setting(nameof(options.BodyMegabytes))} is {options.BodyMegabytes}; "
                    + $"give 0 for an eighth of the process's memory, or between {least} and {most}, which is all of it."
            );
        }

        if (options.ConcurrentQueries is < 0 or > MaxConcurrentQueries)
        {
            problems.Add(
                $"{Setting(nameof(options.ConcurrentQueries))} is {options.ConcurrentQueries}; "
                    + $"give 0 for the number of processors, or up to {MaxConcurrentQueries}."
            );
        }

        if (options.QuerySeconds is < 1 or > MaxQuerySeconds)
        {
            problems.Add($"{Setting(nameof(options.QuerySeconds))} is {options.QuerySeconds}; give between 1 and {MaxQuerySeconds}.");
        }

        if (options.AnswerSeconds is not 0 and < MinAnswerSeconds)
        {
            problems.Add(
                $"{Setting(nameof(options.AnswerSeconds))} is {options.AnswerSeconds}; "
                    + $"give 0 for no limit, or at least {MinAnswerSeconds}."
            );
        }

        if (options.ScanEvents < 0)
        {
            problems.Add($"{Setting(nameof(options.ScanEvents))} is {options.ScanEvents}; give 0 for no limit, or a positive number.");
        }

        for (var i = 0; i < options.TrustedProxies.Count; i++)
        {
            if (!IPNetwork.TryParse(options.TrustedProxies[i], out _))
            {
                problems.Add(
                    $"{Setting(nameof(options.TrustedProxies))}:{i} is '{options.TrustedProxies[i]}'; "
                        + "give a network in CIDR notation such as 10.0.0.0/8, or one address as 203.0.113.7/32."
                );
            }
        }

        CheckHeader(problems, nameof(options.ClientAddressHeader), options.ClientAddressHeader);
        CheckHeader(problems, nameof(options.CountryHeader), options.CountryHeader);
        CheckHeader(problems, nameof(options.RegionHeader), options.RegionHeader);
        CheckHeader(problems, nameof(options.CityHeader), options.CityHeader);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckHeader(List<string> problems, string setting, string? header)
    {
        if (header is not null && (header.Length == 0 || !header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            problems.Add($"{Setting(setting)} is '{header}'; give the name of a header such as CF-IPCountry, or leave it out.");
        }
    }

    private static string Setting(string name) => $"{WebOptions.Section}:{name}";
}
