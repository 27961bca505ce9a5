using Analytics.Local.CommandLine;

return await AnalyticsProgram.RunAsync(args);
