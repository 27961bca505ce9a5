namespace Analytics.Azure.Tests.Storage;

public class NodePackagesTests
{
    [Fact]
    public async Task Of_test_projects_that_come_together_one_installs_and_the_others_wait_for_it()
    {
        var npm = Executables.Find("npm");
        Assert.SkipWhen(npm is null, "npm is not on the path.");
        using var folder = new TemporaryDirectory();
        Directory.CreateDirectory(folder.File("package"));
        await WriteAsync("package/package.json", """{ "name": "package", "version": "1.0.0" }""");
        await WriteAsync("package.json", """{ "name": "tests", "dependencies": { "package": "file:package" } }""");
        await WriteAsync(
            "package-lock.json",
            """
            {
              "name": "tests",
              "lockfileVersion": 3,
              "packages": {
                "": { "name": "tests", "dependencies": { "package": "file:package" } },
                "node_modules/package": { "resolved": "package", "link": true },
                "package": { "version": "1.0.0" }
              }
            }
            """
        );

        var installed = await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(async _ =>
                {
                    var now = await NodePackages.InstallAsync(folder.Path, npm, TestContext.Current.CancellationToken);
                    Assert.True(File.Exists(folder.File("node_modules/package/package.json")));
                    return now;
                })
        );

        Assert.Single(installed, static now => now);

        Task WriteAsync(string name, string text) =>
            File.WriteAllTextAsync(folder.File(name), text, TestContext.Current.CancellationToken);
    }
}
