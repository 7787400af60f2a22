return await October.Cli.CommandLine.RunAsync(args, Console.Error);
