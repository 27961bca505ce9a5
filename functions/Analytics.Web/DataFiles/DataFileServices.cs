using System.Text;
using Analytics.Core.Acquisition;
using Analytics.Core.Agents;
using Analytics.Core.Places;
using Analytics.Web.Places;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Web.DataFiles;

/// <summary>Registers the files that an operator may supply. To add a kind, add a row.</summary>
internal static class DataFileServices
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Adds the kinds of files, the services that use them, and the loader. A host that stores files elsewhere adds its
    /// <see cref="IDataFiles"/> first.
    /// </summary>
    public static IServiceCollection AddDataFiles(this IServiceCollection services)
    {
        services.TryAddSingleton<IDataFiles, DiskDataFiles>();
        services.AddSingleton<PlaceDatabase>();
        services.AddSingleton<IPlaceFinder>(static provider => provider.GetRequiredService<PlaceDatabase>());
        services.AddKind(
            nameof(WebOptions.GeoDatabase),
            "places",
            static options => options.GeoDatabase,
            static provider => provider.GetRequiredService<PlaceDatabase>().Load
        );
        services.AddSingleton<DataCentres>();
        services.AddKind(
            nameof(WebOptions.AgentsFile),
            "agents",
            static options => options.AgentsFile,
            static _ => static content => AgentRules.Current = AgentRules.Parse(Text(content))
        );
        services.AddKind(
            nameof(WebOptions.SourcesFile),
            "sources",
            static options => options.SourcesFile,
            static _ => static content => SourceCatalog.Current = SourceCatalog.Parse(Text(content))
        );
        services.AddKind(
            nameof(WebOptions.DataCentresFile),
            "data centres",
            static options => options.DataCentresFile,
            static provider => content => provider.GetRequiredService<DataCentres>().Networks = NetworkSet.Parse(Text(content))
        );
        services.AddHostedService<DataFileLoader>();
        return services;
    }

    private static string Text(byte[] content)
    {
        try
        {
            return StrictUtf8.GetString(
                content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? content.AsSpan(Encoding.UTF8.Preamble.Length) : content
            );
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException("it is not a text in UTF-8", exception);
        }
    }

    private static void AddKind(
        this IServiceCollection services,
        string setting,
        string name,
        Func<WebOptions, string?> path,
        Func<IServiceProvider, Action<byte[]>> load
    ) =>
        services.AddSingleton(provider => new DataFileKind(
            name,
            $"{WebOptions.Section}:{setting}",
            path(provider.GetRequiredService<IOptions<WebOptions>>().Value),
            load(provider)
        ));
}
