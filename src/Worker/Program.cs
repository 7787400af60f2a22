using October.Tasks.Hosting;

return await WorkerHost.RunAsync(args);
