using Analytics.Core.Places;
using Analytics.Web.Places;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Web.DataFiles;

/// <summary>Registers the files that an operator may supply. To add a kind, add a row.</summary>
internal static class DataFileServices
{
    /// <summary>Adds the kinds of files, what they are loaded into, and the loader. A host that keeps files elsewhere adds its <see cref="IDataFiles"/> before.</summary>
    public static IServiceCollection AddDataFiles(this IServiceCollection services)
    {
        services.TryAddSingleton<IDataFiles, DiskDataFiles>();
        services.AddSingleton<PlaceDatabase>();
        services.AddSingleton<IPlaceFinder>(static provider => provider.GetRequiredService<PlaceDatabase>());
        services.AddKind(nameof(WebOptions.GeoDatabase), "places", static options => options.GeoDatabase, static provider => provider.GetRequiredService<PlaceDatabase>().Load);
        services.AddHostedService<DataFileLoader>();
        return services;
    }

    private static void AddKind(
        this IServiceCollection services, string setting, string name, Func<WebOptions, string?> path, Func<IServiceProvider, Action<byte[]>> load) =>
        services.AddSingleton(provider => new DataFileKind(name, setting, path(provider.GetRequiredService<IOptions<WebOptions>>().Value), load(provider)));
}
