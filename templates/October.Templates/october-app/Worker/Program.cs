using October.Tasks.Hosting;

return await WorkerHost.RunAsync(args, worker => worker.AddTasks());
