using System.Diagnostics;
using Analytics.Azure;
using Analytics.Core.Archives;
using Analytics.Core.Reprocessing;
using Analytics.Functions.Endpoints;
using Analytics.Functions.Telemetry;
using Analytics.Web;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Moq;

namespace Analytics.Functions.Tests.Settings;

public sealed class AzureServicesTests
{
    [Fact]
    public async Task Every_function_gets_its_parts_from_settings_alone()
    {
        await using var services = Services(
            ("EventHub:fullyQualifiedNamespace", "analytics.servicebus.windows.net"),
            ("EventHubName", "events"),
            ("EventHubConsumerGroup", "aggregate"),
            ("EventHubPartitionCount", "4"),
            ("Tables:tableServiceUri", "https://analytics.table.core.windows.net")
        );
        services.GetRequiredService<IStartupValidator>().Validate();

        var classes = typeof(MeasureLag)
            .Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(m => m.IsDefined(typeof(FunctionAttribute), inherit: false)))
            .ToList();

        Assert.NotEmpty(classes);
        Assert.All(classes, type => Assert.NotNull(ActivatorUtilities.CreateInstance(services, type)));
    }

    [Theory]
    [InlineData(null, 210)]
    [InlineData("60", 60)]
    public async Task Answers_end_before_the_front_end_breaks_them_off(string? setting, int expected)
    {
        await using var services = Services(("Analytics:Web:AnswerSeconds", setting));

        var seconds = services.GetRequiredService<IOptions<WebOptions>>().Value.AnswerSeconds;

        Assert.Equal(expected, seconds);
        Assert.True(seconds < 230, "The platform's load balancer ends a request after 230 s.");
    }

    [Theory]
    [InlineData(null, typeof(EventLogArchive))]
    [InlineData("https://analytics.blob.core.windows.net", typeof(CapturedArchive))]
    public async Task The_hub_is_its_own_archive_where_no_other_is_set(string? archive, Type expected)
    {
        await using var services = Services(
            ("EventHub:fullyQualifiedNamespace", "analytics.servicebus.windows.net"),
            ("EventHubName", "events"),
            ("EventHubConsumerGroup", "aggregate"),
            ("EventHubPartitionCount", "4"),
            ("Tables:tableServiceUri", "https://analytics.table.core.windows.net"),
            ("Archive:blobServiceUri", archive),
            ("ArchiveContainer", "archive")
        );

        var found = services.GetRequiredService<IEventArchive>();

        Assert.IsType(expected, found);
        Assert.Equal(4, found.PartitionCount);
        Assert.Equal(TimeSpan.FromSeconds(5), services.GetRequiredService<ReprocessOptions>().ProgressEvery);
    }

    [Fact]
    public async Task A_start_without_settings_names_them_all()
    {
        await using var services = Services();

        var exception = Assert.ThrowsAny<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.All(
            (string[])
                [
                    "EventHub__fullyQualifiedNamespace",
                    "EventHubName",
                    "EventHubConsumerGroup",
                    "EventHubPartitionCount",
                    "Tables__tableServiceUri",
                ],
            name => Assert.Contains(name, exception.Message, StringComparison.Ordinal)
        );
    }

    private static ServiceProvider Services(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value)).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(Mock.Of<IHostApplicationLifetime>())
            .AddSingleton(new DiagnosticListener("tests"))
            .AddAzureHost(configuration)
            .AddAnalyticsWeb(configuration)
            .AddEndpoints()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
