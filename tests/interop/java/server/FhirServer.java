import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.PackageLoaderConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.r5.JpaR5Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.packages.IPackageInstallerSvc;
import ca.uhn.fhir.jpa.packages.PackageInstallationSpec;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.repository.HapiFhirRepository;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.interceptor.RequestValidatingInterceptor;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.validation.IInstanceValidatorModule;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import jakarta.persistence.EntityManagerFactory;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.opencds.cqf.fhir.cr.hapi.r4.plandefinition.PlanDefinitionApplyProvider;
import org.opencds.cqf.fhir.cr.plandefinition.PlanDefinitionProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * A HAPI FHIR JPA server with an embedded database, on a free port of this machine:
 * FhirServer r4|r5 [--data DIR] [--refuse-client-ids] [--validate] [--package FILE.tgz]
 *
 * Prints "READY base-url milliseconds". Without --data everything is gone when it ends. Unknown elements are
 * refused (HAPI's own default drops them); with --validate everything the validator calls an error is refused too.
 */
public class FhirServer {
  static List<String> args;

  static String option(String name) {
    int at = args.indexOf(name);
    return at < 0 ? null : args.get(at + 1);
  }

  public static void main(String[] words) {
    try {
      serve(words);
    } catch (Exception error) {
      error.printStackTrace();
      System.exit(1); // other threads would keep it alive
    }
  }

  static void serve(String[] words) throws Exception {
    long start = System.currentTimeMillis();
    args = Arrays.asList(words);
    boolean r5 = args.get(0).equals("r5");
    var spring = new AnnotationConfigApplicationContext(r5 ? R5.class : R4.class);
    var fhir = spring.getBean(FhirContext.class);
    fhir.setParserErrorHandler(new StrictErrorHandler());

    var rest = new RestfulServer(fhir);
    rest.registerProviders(spring.getBean(ResourceProviderFactory.class).createProviders());
    rest.registerProvider(spring.getBean(IJpaSystemProvider.class));
    rest.setServerConformanceProvider(new JpaCapabilityStatementProvider(rest,
        spring.getBean(IFhirSystemDao.class), spring.getBean(JpaStorageSettings.class),
        spring.getBean(ISearchParamRegistry.class), spring.getBean(IValidationSupport.class)));
    rest.setPagingProvider(spring.getBean(DatabaseBackedPagingProvider.class));
    rest.setDefaultResponseEncoding(EncodingEnum.JSON);
    if (!r5) { // the engine has no CQL model of R5
      var daos = spring.getBean(DaoRegistry.class);
      rest.registerProvider(new PlanDefinitionApplyProvider(
          request -> new PlanDefinitionProcessor(new HapiFhirRepository(daos, request, rest))));
    }
    if (args.contains("--validate")) {
      var validating = new RequestValidatingInterceptor();
      validating.addValidatorModule(spring.getBean(IInstanceValidatorModule.class));
      validating.setFailOnSeverity(ResultSeverityEnum.ERROR);
      rest.registerInterceptor(validating);
    }
    if (option("--package") != null) install(spring.getBean(IPackageInstallerSvc.class), r5);

    var jetty = new Server(new InetSocketAddress("127.0.0.1", 0));
    var web = new ServletContextHandler();
    web.addServlet(new ServletHolder(rest), "/fhir/*");
    jetty.setHandler(web);
    jetty.start();
    int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    System.out.println("READY http://127.0.0.1:" + port + "/fhir " + (System.currentTimeMillis() - start));
    jetty.join();
  }

  /** Loads a FHIR package from a file, its resources under their own ids, nothing from the network. */
  static void install(IPackageInstallerSvc installer, boolean r5) throws Exception {
    var file = Path.of(option("--package"));
    String[] parts = file.getFileName().toString().replaceAll("\\.tgz$", "").split("-", 2);
    var what = new PackageInstallationSpec()
        .setName(parts[0]).setVersion(parts[1]).setPackageContents(Files.readAllBytes(file))
        .setInstallMode(PackageInstallationSpec.InstallModeEnum.STORE_AND_INSTALL).setFetchDependencies(false)
        .setVersionPolicy(PackageInstallationSpec.VersionPolicyEnum.SINGLE_VERSION)
        .addInstallResourceTypes("StructureDefinition", "CodeSystem", "Library", "ActivityDefinition", "PlanDefinition");
    // in R5 the installer takes the identifiers of these for R4's and fails (ClassCastException)
    if (!r5) what.addInstallResourceTypes("DocumentReference", "Group");
    // last, for what a search parameter indexes has to be there before what refers to it
    what.addInstallResourceTypes("SearchParameter");
    installer.install(what);
  }

  @Configuration
  @Import({JpaR4Config.class, Common.class})
  static class R4 {}

  @Configuration
  @Import({JpaR5Config.class, Common.class})
  static class R5 {}

  @Configuration
  @Import({HapiJpaConfig.class, PackageLoaderConfig.class, ThreadPoolFactoryConfig.class, JpaBatch2Config.class,
      Batch2JobsConfig.class, SubscriptionChannelConfig.class})
  static class Common {
    @Bean
    JpaStorageSettings storageSettings() {
      var settings = new JpaStorageSettings();
      settings.setSchedulingDisabled(true);
      settings.setValidateResourceStatusForPackageUpload(false); // its default leaves out what is a draft
      if (args.contains("--refuse-client-ids")) {
        settings.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.NOT_ALLOWED);
      }
      return settings;
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
      return new SubscriptionSettings();
    }

    @Bean
    PartitionSettings partitionSettings() {
      return new PartitionSettings();
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource() {
      String data = option("--data");
      var source = new BasicDataSource();
      source.setUrl(data == null ? "jdbc:h2:mem:fhir;DB_CLOSE_DELAY=-1"
          // its default answers before what it stored is on the disk
          : "jdbc:h2:file:" + new File(data, "fhir").getAbsolutePath() + ";WRITE_DELAY=0");
      source.setUsername("sa");
      source.setPassword("");
      return source;
    }

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
        DataSource source, ConfigurableListableBeanFactory beans, FhirContext fhir, JpaStorageSettings settings) {
      var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, settings);
      factory.setPersistenceUnitName("HAPI_PU");
      factory.setDataSource(source);
      var properties = new Properties();
      properties.put("hibernate.dialect", "ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect");
      properties.put("hibernate.hbm2ddl.auto", "update");
      properties.put("hibernate.search.enabled", "false");
      factory.setJpaProperties(properties);
      return factory;
    }

    @Bean
    @Primary
    JpaTransactionManager transactionManager(EntityManagerFactory factory) {
      return new JpaTransactionManager(factory);
    }
  }
}
